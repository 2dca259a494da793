package storetest

import (
	"errors"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var authorityTests = []test{
	{"a change that takes no administrative grant leaves an authority", plainChangesLeaveAuthority},
	{"an authority that was lost and given again is another one", authorityGivenAgain},
	{"an authority of a membership without a known time is lost with any grant", authorityWithoutTime},
	{"no administrative grant is given before the time at which one was taken", grantBeforeItsTaking},
	{"a change that takes an administrative grant has a later time", changeHasLaterTime},
}

// plainChangesLeaveAuthority changes the membership of an authority in every way that
// takes no administrative grant away.
func plainChangesLeaveAuthority(f *storeFixture) {
	organisation := f.organisation()
	shop := f.account(organisation, "Shop")
	read := f.member(f.person("admin"), fixture.Whole(organisation), access.OrganisationAdmin, fixture.Viewer)
	f.Must(f.store.ChangeMembership(f.Context(), demotion(read, fixture.Viewer)))
	f.member(read.User, fixture.Whole(organisation), fixture.Signer)
	f.member(read.User, fixture.ScopeOf(shop), access.AccountAdmin)
	write := closureOf(f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), access.Revoked)
	write.Authority = authorityOf(read)
	f.Must(f.store.Close(f.Context(), write))
}

// authorityGivenAgain removes an administrator, who becomes one again. A write on what
// was read before is stale for each of the fences that a store may choose.
func authorityGivenAgain(f *storeFixture) {
	organisation := f.organisation()
	read := f.administrator(organisation, "admin")
	change := removal(read)
	change.AllowNoAdmin = true
	f.Must(f.store.ChangeMembership(f.Context(), change))
	again := f.member(read.User, fixture.Whole(organisation), access.OrganisationAdmin)
	write := closureOf(f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), access.Revoked)
	write.Authority = authorityOf(read)
	f.stale(func() error {
		for range 50 {
			if err := f.store.Close(f.Context(), write); !errors.Is(err, access.ErrStale) {
				return err
			}
		}
		return access.ErrStale
	})
	write.Authority = authorityOf(again)
	f.Must(f.store.Close(f.Context(), write))
}

// authorityWithoutTime uses an authority in a membership of version 0.1, which has no
// time.
func authorityWithoutTime(f *storeFixture) {
	organisation := f.organisation()
	join := f.acceptance(f.invited(fixture.Whole(organisation), "admin", access.OrganisationAdmin), f.person("admin"))
	join.After.ChangedAt = time.Time{}
	f.Must(f.store.Accept(f.Context(), join))
	read := f.Membership(join.After.User.ID, organisation.ID)
	if !read.ChangedAt.IsZero() {
		f.Fatalf("the membership was changed at %s", read.ChangedAt)
	}
	one, two := closureOf(f.invited(fixture.Whole(organisation), "one", fixture.Viewer), access.Revoked),
		closureOf(f.invited(fixture.Whole(organisation), "two", fixture.Viewer), access.Revoked)
	one.Authority, two.Authority = authorityOf(read), authorityOf(read)
	f.Must(f.store.Close(f.Context(), one))
	change := removal(read)
	change.AllowNoAdmin = true
	f.Must(f.store.ChangeMembership(f.Context(), change))
	f.stale(func() error { return f.store.Close(f.Context(), two) })
}

// grantBeforeItsTaking gives an administrative grant by a clock that is late.
func grantBeforeItsTaking(f *storeFixture) {
	organisation := f.organisation()
	read := f.administrator(organisation, "admin")
	change := removal(read)
	change.AllowNoAdmin = true
	f.Must(f.store.ChangeMembership(f.Context(), change))

	join := f.acceptance(f.invited(fixture.Whole(organisation), "admin", access.OrganisationAdmin), read.User)
	join.After.ChangedAt = change.After.ChangedAt.Add(-time.Microsecond)
	f.stale(func() error { return f.store.Accept(f.Context(), join) })
	plain := f.acceptance(f.invited(fixture.ScopeOf(f.account(organisation, "Shop")), "admin", fixture.Viewer), read.User)
	plain.After.ChangedAt = change.After.ChangedAt.Add(-2 * time.Microsecond)
	f.Must(f.store.Accept(f.Context(), plain))

	promotion := edit(plain.After, grant(access.OrganisationAdmin, fixture.Whole(organisation)))
	promotion.After.ChangedAt = change.After.ChangedAt.Add(-time.Microsecond)
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), promotion) })
	promotion.After.ChangedAt = change.After.ChangedAt
	f.Must(f.store.ChangeMembership(f.Context(), promotion))
	write := closureOf(f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), access.Revoked)
	write.Authority = authorityOf(promotion.After)
	f.Must(f.store.Close(f.Context(), write))
}

// changeHasLaterTime makes a change that takes an administrative grant away without
// moving the time forward. That is a fault of the caller, and nothing is written.
func changeHasLaterTime(f *storeFixture) {
	organisation := f.organisation()
	read := f.administrator(organisation, "admin")
	change := removal(read)
	change.AllowNoAdmin, change.After.ChangedAt = true, read.ChangedAt
	if err := f.store.ChangeMembership(f.Context(), change); err == nil || errors.Is(err, access.ErrStale) {
		f.Errorf("the change was answered with %v", err)
	}
	f.same("membership", f.Membership(read.User.ID, organisation.ID), read)
}
