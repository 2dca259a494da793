package dynamo

import (
	"context"
	"slices"
	"strings"

	"admit/shared/access"
)

// PersonPart returns what a page of the table has about a person.
func (s Store) PersonPart(ctx context.Context, q access.PersonQuery) (access.PersonPart, error) {
	page, err := s.scanPart(ctx, q.After)
	if err != nil {
		return access.PersonPart{}, err
	}
	e := personExport{store: s, query: q, person: access.PersonDeletion{Users: q.Users, Addresses: q.Addresses}, part: access.PersonPart{Next: page.next, Examined: page.scanned}}
	for _, item := range page.items {
		if err := e.add(ctx, item); err != nil {
			return access.PersonPart{}, err
		}
	}
	e.part.Users, e.part.Addresses = e.person.Users[len(q.Users):], e.person.Addresses[len(q.Addresses):]
	e.part.Total, err = s.countItems(ctx)
	return e.part, err
}

// personExport collects what a page has about a person.
type personExport struct {
	store  Store
	query  access.PersonQuery
	person access.PersonDeletion // says who is the person
	part   access.PersonPart
}

// add adds what an item has about the person.
func (e *personExport) add(ctx context.Context, i item) error {
	switch i.text(KindAttribute) {
	case KindEvent:
		return e.addEvents(ctx, i)
	case KindInvitation:
		stored, err := read[invitationItem](i)
		if err != nil {
			return err
		}
		invitation := stored.invitation()
		_, named := e.person.PseudonymiseInvitation(invitation)
		if (named || e.person.HasKey(invitation.Email.Key())) && !invitation.GoneAt(e.query.At) {
			e.part.Invitations = append(e.part.Invitations, invitation)
		}
	case kindSuppression:
		return e.addSuppression(i)
	case kindCount:
		return e.addCount(i)
	}
	return nil
}

func (e *personExport) addEvents(ctx context.Context, i item) error {
	stored, err := read[eventItem](i)
	if err != nil || stored.isGone(e.query.At) {
		return err
	}
	for _, event := range stored.events() {
		if _, err := e.person.LearnFrom(ctx, e.store, event); err != nil {
			return err
		}
		if _, named := e.person.Pseudonymise(event); named {
			e.part.Events = append(e.part.Events, event)
		}
	}
	return nil
}

// addSuppression adds a suppression of an address of the person, also one that is kept under
// a hash since an earlier deletion.
func (e *personExport) addSuppression(i item) error {
	k := keyOf(i)
	organisation := access.OrganisationID(strings.TrimSuffix(strings.TrimPrefix(k.partition, "ORG#"), "#STOPPED"))
	hashed := func(a access.Address) bool { return hashedSuppressionKey(organisation, a) == k }
	if !e.person.HasKey(k.sort) && !slices.ContainsFunc(e.person.Addresses, hashed) {
		return nil
	}
	stored, err := read[suppressionItem](i)
	if err != nil {
		return err
	}
	if e.part.Suppressions == nil {
		e.part.Suppressions = map[access.OrganisationID]access.Suppression{}
	}
	e.part.Suppressions[organisation] = stored.suppression()
	return nil
}

// addCount adds how many emails were sent to an address of the person in a day.
func (e *personExport) addCount(i item) error {
	stored, err := read[countItem](i)
	if err != nil {
		return err
	}
	mails := access.MailCount{Mails: stored.Used}
	if address, is := strings.CutPrefix(stored.PK, addressPartition); is && e.person.HasKey(address) {
		window := strings.Split(strings.TrimPrefix(stored.SK, mailsPrefix), "#")
		mails.Day, mails.Organisation = window[0], access.OrganisationID(window[min(1, len(window)-1)])
	} else if top, address, is := strings.Cut(stored.PK, mailsBelowInfix); is && e.person.HasKey(address) {
		mails.Day, _, _ = strings.Cut(stored.SK, "#")
		mails.Organisation, mails.BelowPartner = access.OrganisationID(strings.TrimPrefix(top, "ORG#")), true
	}
	if mails.Organisation != "" && mails.Mails > 0 {
		e.part.Mails = append(e.part.Mails, mails)
	}
	return nil
}
