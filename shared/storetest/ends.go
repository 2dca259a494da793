package storetest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var endTests = []test{
	{"ends and suspensions are kept wherever a membership is read", endsAreKept},
	{"ends of an invitation are kept, changed and removed", endsOfInvitations},
	{"an authority is stale from its end on", authorityEnds},
	{"an authority whose end is brought forward is lost", authorityShortened},
	{"an authority that is suspended is lost", authoritySuspended},
	{"who ends or is suspended is not counted as an administrator", endsAreNotCounted},
}

// until returns the next whole second that is after the time of every write of a test.
func until() time.Time { return later.Add(48 * time.Hour).UTC().Truncate(time.Second) }

// ending returns a change that gives the grants of a membership an end. The zero time
// takes the ends away.
func ending(read access.Membership, end time.Time) access.MembershipChange {
	change := edit(read, slices.Clone(read.Grants)...)
	for n := range change.After.Grants {
		change.After.Grants[n].Until = end
	}
	return change
}

// suspension returns a change that suspends a membership, or reactivates it.
func suspension(read access.Membership, suspended bool) access.MembershipChange {
	change := edit(read, slices.Clone(read.Grants)...)
	change.After.Suspended = suspended
	return change
}

func endsAreKept(f *storeFixture) {
	top := f.NewOrganisation("Top", true)
	f.StoreOrganisation(top, nil)
	below := f.ChildOrganisation("Below", top)
	read := f.member(f.person("ada"), fixture.Whole(top), access.PartnerOrganisationAdmin, fixture.Viewer)
	change := ending(read, until())
	change.After.Suspended, change.AllowNoAdmin = true, true
	change.Event.Suspended, change.Event.After = true, []access.ScopedRole{{Role: fixture.Viewer, Until: until()}}
	f.Must(f.store.ChangeMembership(f.Context(), change))

	f.same("membership", f.Membership(read.User.ID, top.ID), change.After)
	f.same("first end", f.Membership(read.User.ID, top.ID).FirstEnd(), until())
	f.same("event", f.EventsOfType(top, access.EventAccessChanged), []access.Event{change.Event})
	for _, q := range []access.MemberQuery{{Organisation: top.ID, Limit: 5}, {Organisation: top.ID, Role: fixture.Viewer, Limit: 5}} {
		page, err := f.store.Members(f.Context(), q)
		f.Must(err)
		f.same("listed", page.Items, []access.EffectiveAccess{{Direct: change.After.Listed()}})
	}
	page, err := f.store.Members(f.Context(), access.MemberQuery{Organisation: below.ID, Above: []access.OrganisationID{top.ID}, Limit: 5})
	f.Must(err)
	f.same("listed below", page.Items, []access.EffectiveAccess{{Above: []access.Membership{change.After.Listed()}}})
	snapshots, err := f.store.UserSnapshots(f.Context(), read.User.ID, []access.Scope{fixture.Whole(below)})
	f.Must(err)
	f.same("governing", snapshots[fixture.Whole(below)].Access[read.User.ID].Above, []access.Membership{change.After.Governing()})
}

func endsOfInvitations(f *storeFixture) {
	organisation := f.organisation()
	offer := f.NewOffer(fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	offer.Invitation.Ends = access.Ends{fixture.Viewer: until()}
	f.Must(f.store.Invite(f.Context(), offer))
	f.same("invitation", f.Invitation(offer.Invitation.ID), offer.Invitation)
	for _, ends := range []access.Ends{{fixture.Signer: until()}, nil} {
		before := f.Invitation(offer.Invitation.ID)
		after := before
		after.Ends, after.Version = ends, before.Version+1
		event := newEvent(access.EventInvitationUpdated, before.Scope, later)
		f.Must(f.store.UpdateInvitation(f.Context(), access.InvitationUpdate{Before: before, After: after, At: before.CreatedAt, Event: event}))
		f.same("updated", f.Invitation(before.ID), after)
	}
}

// authorityEnds writes one second before the end of an authority, at its end and one
// second after it.
func authorityEnds(f *storeFixture) {
	organisation := f.organisation()
	read := f.administrator(organisation, "admin")
	for _, after := range []time.Duration{-time.Second, 0, time.Second} {
		authority := authorityOf(read)
		invitation := f.invited(fixture.Whole(organisation), "ada"+after.String(), fixture.Viewer)
		closure := closureOf(invitation, access.Revoked)
		authority.Until = closure.At.Add(-after)
		closure.Authority = authority
		join := f.acceptance(f.invited(fixture.Whole(organisation), "bob"+after.String(), fixture.Viewer), f.person("bob"+after.String()))
		join.Authority = &access.Authority{User: authority.User, Role: authority.Role, Scope: authority.Scope, AsOf: authority.AsOf, Until: join.At.Add(-after)}
		change := edit(f.member(f.person("eve"+after.String()), fixture.Whole(organisation), fixture.Viewer), grant(fixture.Signer, fixture.Whole(organisation)))
		change.Authorities = []access.Authority{{User: authority.User, Role: authority.Role, Scope: authority.Scope, AsOf: authority.AsOf, Until: change.At.Add(-after)}}
		for what, write := range map[string]func() error{
			"closure":    func() error { return f.store.Close(f.Context(), closure) },
			"acceptance": func() error { return f.store.Accept(f.Context(), join) },
			"change":     func() error { return f.store.ChangeMembership(f.Context(), change) },
		} {
			if err := write(); (after < 0) != (err == nil) || err != nil && !errors.Is(err, access.ErrStale) {
				f.Errorf("a %s %s after the end of its authority: %v", what, after, err)
			}
		}
	}
}

// authorityLost checks that a change makes a write stale that was judged before it.
func authorityLost(f *storeFixture, change func(read access.Membership) access.MembershipChange) {
	organisation := f.organisation()
	read := f.administrator(organisation, "admin")
	write := closureOf(f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), access.Revoked)
	write.Authority = authorityOf(read)
	made := change(read)
	made.AllowNoAdmin = true
	f.Must(f.store.ChangeMembership(f.Context(), made))
	f.stale(func() error {
		for range 20 { // each of the fences that a store may choose
			if err := f.store.Close(f.Context(), write); !errors.Is(err, access.ErrStale) {
				return err
			}
		}
		return access.ErrStale
	})
}

func authorityShortened(f *storeFixture) {
	authorityLost(f, func(read access.Membership) access.MembershipChange { return ending(read, until()) })
}

func authoritySuspended(f *storeFixture) {
	authorityLost(f, func(read access.Membership) access.MembershipChange { return suspension(read, true) })
}

// endsAreNotCounted suspends the last administrator, or gives the role an end. It also
// counts somebody again who is reactivated, or whose end is taken away.
func endsAreNotCounted(f *storeFixture) {
	for n, change := range []struct {
		lose, regain func(access.Membership) access.MembershipChange
	}{
		{func(m access.Membership) access.MembershipChange { return ending(m, until()) },
			func(m access.Membership) access.MembershipChange { return ending(m, time.Time{}) }},
		{func(m access.Membership) access.MembershipChange { return suspension(m, true) },
			func(m access.Membership) access.MembershipChange { return suspension(m, false) }},
	} {
		organisation := f.organisation()
		last := f.administrator(organisation, fmt.Sprint("admin", n))
		lose := change.lose(last)
		f.stale(func() error { return f.store.ChangeMembership(f.Context(), lose) })
		lose.AllowNoAdmin = true
		f.Must(f.store.ChangeMembership(f.Context(), lose))
		f.same("administrators", f.admins(organisation), 0)
		f.Must(f.store.ChangeMembership(f.Context(), change.regain(lose.After)))
		f.same("administrators again", f.admins(organisation), 1)
	}
}
