package main

import (
	"slices"
	"time"

	"admit/shared/access"
)

// personOf returns a part of an export as it is answered.
func personOf(p access.ExportedPerson, now time.Time) exportedPerson {
	out := exportedPerson{Profile: profileOf(p), Invitations: []exportedInvitation{}, Events: []exportedEvent{}, Suppressions: []exportedSuppression{},
		Emails: []exportedCount{}, Addresses: []string{}, Users: p.Users, Next: p.Next, Examined: p.Examined, Total: p.Total}
	for _, i := range p.Invitations {
		out.Invitations = append(out.Invitations, invitationOf(p, i, now))
	}
	for _, e := range p.Events {
		out.Events = append(out.Events, eventOf(p.Self, e))
	}
	for o, s := range p.Suppressions {
		out.Suppressions = append(out.Suppressions, exportedSuppression{o, p.Organisations[o], s.Reason, s.At, s.Active()})
	}
	for _, m := range p.Mails {
		out.Emails = append(out.Emails, exportedCount{m.Organisation, p.Organisations[m.Organisation], m.BelowPartner, m.Day, m.Mails})
	}
	for _, a := range p.Addresses {
		out.Addresses = append(out.Addresses, a.String())
	}
	if out.Users == nil {
		out.Users = []access.UserID{}
	}
	return out
}

func profileOf(p access.ExportedPerson) *exportedProfile {
	if p.Profile == nil {
		return nil
	}
	u := p.Profile.User
	out := &exportedProfile{UserID: u.ID, Issuer: u.Issuer, Subject: u.Subject, Email: u.Email.String(), FirstName: u.FirstName, LastName: u.LastName,
		Language: p.Profile.Language, CreatedAt: u.CreatedAt, Memberships: []exportedMembership{}}
	for _, m := range p.Profile.Memberships {
		membership := exportedMembership{m.Organisation, p.Organisations[m.Organisation], m.Suspended, []exportedGrant{}}
		for _, g := range m.Grants {
			membership.Grants = append(membership.Grants, exportedGrant{g.Role, g.Scope.Account, g.At, g.Until, g.Invitation})
		}
		out.Memberships = append(out.Memberships, membership)
	}
	return out
}

func invitationOf(p access.ExportedPerson, i access.Invitation, now time.Time) exportedInvitation {
	out := exportedInvitation{ID: i.ID, Part: "invitee", OrganisationID: i.Scope.Organisation, Organisation: p.Organisations[i.Scope.Organisation],
		AccountID: i.Scope.Account, Roles: i.Roles, Status: i.StatusAt(now), CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt, KeptUntil: i.KeptUntil}
	switch {
	case p.Self.HasKey(i.Email.Key()):
		out.Email, out.FirstName, out.LastName, out.Metadata, out.Delivery = i.Email.String(), i.FirstName, i.LastName, i.Metadata, i.Delivery.Status
	case p.Self.Names(i.Inviter):
		out.Part = "inviter"
	default:
		out.Part = "requester"
	}
	return out
}

func eventOf(self access.PersonDeletion, e access.Event) exportedEvent {
	roles := func(list []access.ScopedRole) []access.RoleID {
		ids := make([]access.RoleID, 0, len(list))
		for _, r := range list {
			ids = append(ids, r.Role)
		}
		return slices.Compact(ids)
	}
	out := exportedEvent{ID: e.ID, Type: e.Type, At: e.At, OrganisationID: e.Scope.Organisation, Organisation: e.Names.Organisation, AccountID: e.Scope.Account,
		Actor: partyOf(self, e.Actor), Subject: partyOf(self, e.Subject), InvitationID: e.Invitation, Before: roles(e.Before), After: roles(e.After)}
	if out.Subject.Person {
		out.Detail, out.FormerName = e.Detail, e.FormerName
	}
	return out
}

func partyOf(self access.PersonDeletion, p access.Party) exportedParty {
	if !self.Names(p.Person) {
		return exportedParty{ID: p.ID}
	}
	return exportedParty{Person: true, ID: p.ID, Name: p.Name, Email: p.Email}
}
