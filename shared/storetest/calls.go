package storetest

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/idempotency"
)

var callTests = []test{
	{"every method of a store is called", everyCallIsTried},
	{"a cancelled call does nothing", cancelledCall},
}

// call calls a method of a store with arguments that succeed once.
type call func(ctx context.Context, s Store) error

// calls returns a call of every method of a store.
func calls(f *storeFixture) map[string]call {
	f.Helper()
	organisation := f.organisation()
	membership := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	all := readCalls(organisation, membership.User, f.invited(fixture.Whole(organisation), "read", fixture.Viewer))
	maps.Copy(all, invitationCalls(f, organisation))
	maps.Copy(all, organisationCalls(f, organisation, membership))
	maps.Copy(all, mailCalls(f, organisation))
	maps.Copy(all, requestCalls(f))
	return all
}

// of returns a call of a read that drops the result.
func of[T any](read func(ctx context.Context, s Store) (T, error)) call {
	return func(ctx context.Context, s Store) error {
		_, err := read(ctx, s)
		return err
	}
}

func readCalls(o access.Organisation, user access.User, i access.Invitation) map[string]call {
	return map[string]call{
		"Snapshot": of(func(ctx context.Context, s Store) (access.Snapshot, error) {
			return s.Snapshot(ctx, access.SnapshotQuery{Scope: fixture.Whole(o), Users: []access.UserID{user.ID}})
		}),
		"Organisations": of(func(ctx context.Context, s Store) ([]access.Organisation, error) {
			return s.Organisations(ctx, []access.OrganisationID{o.ID})
		}),
		"Below": of(func(ctx context.Context, s Store) (access.Page[access.Organisation], error) {
			return s.Below(ctx, access.BelowQuery{Organisation: o.ID, Limit: 1})
		}),
		"Accounts": of(func(ctx context.Context, s Store) ([]access.Account, error) {
			return s.Accounts(ctx, o.ID, []access.AccountID{"a"})
		}),
		"AccountsByName": of(func(ctx context.Context, s Store) (access.Page[access.Account], error) {
			return s.AccountsByName(ctx, access.AccountQuery{Organisation: o.ID, Limit: 1})
		}),
		"User": of(func(ctx context.Context, s Store) (access.User, error) { return s.User(ctx, user.ID) }),
		"UserByAddress": of(func(ctx context.Context, s Store) (access.User, error) {
			return s.UserByAddress(ctx, user.Email)
		}),
		"Memberships": of(func(ctx context.Context, s Store) ([]access.Membership, error) { return s.Memberships(ctx, user.ID) }),
		"UserSnapshots": of(func(ctx context.Context, s Store) (map[access.Scope]access.Snapshot, error) {
			return s.UserSnapshots(ctx, user.ID, []access.Scope{fixture.Whole(o)})
		}),
		"MembershipsAfter": of(func(ctx context.Context, s Store) (access.Page[access.Membership], error) {
			return s.MembershipsAfter(ctx, user.ID, "", 10)
		}),
		"Members": of(func(ctx context.Context, s Store) (access.Page[access.EffectiveAccess], error) {
			return s.Members(ctx, access.MemberQuery{Organisation: o.ID, Limit: 1})
		}),
		"Invitation": of(func(ctx context.Context, s Store) (access.Invitation, error) { return s.Invitation(ctx, i.ID) }),
		"Invitations": of(func(ctx context.Context, s Store) (access.Page[access.Invitation], error) {
			return s.Invitations(ctx, access.InvitationQuery{Organisation: o.ID, Limit: 1})
		}),
		"Offers": of(func(ctx context.Context, s Store) ([]access.Invitation, error) { return s.Offers(ctx, o.ID, i.Email) }),
		"InvitationsTo": of(func(ctx context.Context, s Store) (access.Page[access.Invitation], error) {
			return s.InvitationsTo(ctx, access.InvitationsToQuery{Address: i.Email, At: i.QueuedAt, Limit: 1})
		}),
		"ExpiredOffers": of(func(ctx context.Context, s Store) (access.ExpiredOffers, error) {
			return s.ExpiredOffers(ctx, o.ID, i.ExpiresAt, 1)
		}),
		"Suppression": of(func(ctx context.Context, s Store) (access.Suppression, error) {
			return s.Suppression(ctx, o.ID, i.Email)
		}),
		"CountExpired": of(func(ctx context.Context, s Store) (int, error) { return s.CountExpired(ctx, o.ID, i.ExpiresAt, 1) }),
		"Usage": of(func(ctx context.Context, s Store) (access.Usage, error) {
			return s.Usage(ctx, access.UsageQuery{Organisation: o.ID, Addresses: []access.Address{i.Email}, At: fixture.Noon})
		}),
		"Events": of(func(ctx context.Context, s Store) (access.Page[access.Event], error) {
			return s.Events(ctx, access.EventQuery{Organisation: o.ID, Limit: 1})
		}),
		"PersonPart": of(func(ctx context.Context, s Store) (access.PersonPart, error) {
			return s.PersonPart(ctx, access.PersonQuery{Users: []access.UserID{user.ID}, Addresses: []access.Address{user.Email}, At: fixture.Noon})
		}),
		"Export": of(func(ctx context.Context, s Store) (access.ExportPage, error) { return s.Export(ctx, "") }),
	}
}

func organisationCalls(f *storeFixture, o access.Organisation, membership access.Membership) map[string]call {
	f.Helper()
	gone := f.member(f.person("gone"), fixture.Whole(o), fixture.Viewer)
	f.Must(f.store.ChangeMembership(f.Context(), removal(gone)))
	creation, open := f.creation(), accountCreation(f.newAccount(o, "Shop"))
	begun, ended, deleted := deletionStart(f.organisation(), ""), f.beingDeleted(f.organisation(), ""), f.beingDeleted(f.namedOrganisation("deleted"), "")
	closed := f.account(f.organisation(), "Closed")
	closing := f.beingDeleted(f.Snapshot(access.Scope{Organisation: closed.Organisation}).Organisation, closed.ID)
	renamed, renamedAccount := renameOf(f.organisation(), "Another name"), accountRenameOf(f.account(o, "Yard"), "Another name")
	imported := f.newUserImport("imported", grant(fixture.Viewer, fixture.Whole(o)))
	freed, moved := f.member(f.person("freed"), fixture.Whole(o), fixture.Viewer), f.member(f.person("moved"), fixture.Whole(o), fixture.Viewer)
	relink := relinkOf(f.member(f.person("relinked"), fixture.Whole(o), fixture.Viewer).User, f.otherIdentity)
	move := moveOf(moved, access.Membership{}, moved.User)
	begunUser := f.member(f.person("begun"), fixture.Whole(o), fixture.Viewer).User
	underWay, endedDeletion := f.begunDeletion("under-way"), f.begunDeletion("ended-deletion")
	free, reserved := f.reservation("free"), f.reservation("reserved")
	f.Must(f.store.ReserveAddress(f.Context(), reserved))
	return map[string]call{
		"CreateOrganisation": func(ctx context.Context, s Store) error { return s.CreateOrganisation(ctx, creation) },
		"CreateAccount":      func(ctx context.Context, s Store) error { return s.CreateAccount(ctx, open) },
		"BeginDeletion":      func(ctx context.Context, s Store) error { return s.BeginDeletion(ctx, begun) },
		"EndDeletion":        func(ctx context.Context, s Store) error { return s.EndDeletion(ctx, ended.ID, ended.Deletion) },
		"DeleteOrganisation": func(ctx context.Context, s Store) error {
			return s.DeleteOrganisation(ctx, organisationDeletion(deleted))
		},
		"DeleteAccount": func(ctx context.Context, s Store) error {
			return s.DeleteAccount(ctx, accountDeletion(closed, closing))
		},
		"RenameOrganisation": func(ctx context.Context, s Store) error { return s.RenameOrganisation(ctx, renamed) },
		"RenameAccount":      func(ctx context.Context, s Store) error { return s.RenameAccount(ctx, renamedAccount) },
		"ChangeMembership":   func(ctx context.Context, s Store) error { return s.ChangeMembership(ctx, removal(membership)) },
		"ImportMembership":   func(ctx context.Context, s Store) error { return s.ImportMembership(ctx, imported) },
		"ReserveAddress":     func(ctx context.Context, s Store) error { return s.ReserveAddress(ctx, free) },
		"ReleaseAddress":     func(ctx context.Context, s Store) error { return s.ReleaseAddress(ctx, reserved) },
		"FreeAddress":        func(ctx context.Context, s Store) error { return s.FreeAddress(ctx, freed.User) },
		"RenameUser":         func(ctx context.Context, s Store) error { return s.RenameUser(ctx, moved.User, moved.User) },
		"RelinkUser":         func(ctx context.Context, s Store) error { return s.RelinkUser(ctx, relink) },
		"MoveMembership":     func(ctx context.Context, s Store) error { return s.MoveMembership(ctx, move) },
		"BeginPersonDeletion": of(func(ctx context.Context, s Store) (access.PersonDeletion, error) {
			return s.BeginPersonDeletion(ctx, personDeletion(begunUser))
		}),
		"DeletePersonPart": of(func(ctx context.Context, s Store) (access.DeletedPart, error) {
			return s.DeletePersonPart(ctx, access.PersonDeletionRun{Deletion: underWay, Until: fixture.Noon, Now: f.Now})
		}),
		"EndPersonDeletion": func(ctx context.Context, s Store) error { return s.EndPersonDeletion(ctx, endedDeletion) },
		"Retain": of(func(ctx context.Context, s Store) (access.RetainedPart, error) {
			return s.Retain(ctx, access.RetentionRun{Until: fixture.Noon, Now: f.Now})
		}),
		"DeleteUser": func(ctx context.Context, s Store) error { return s.DeleteUser(ctx, gone.User) },
	}
}

func invitationCalls(f *storeFixture, o access.Organisation) map[string]call {
	f.Helper()
	offer := f.offer(fixture.Whole(o), "new", fixture.Viewer)
	resend := resendOf(f.invited(fixture.Whole(o), "resent", fixture.Viewer), later)
	update := updateOf(f.invited(fixture.Whole(o), "updated", fixture.Viewer), fixture.Signer)
	accept := f.acceptance(f.invited(fixture.Whole(o), "open", fixture.Viewer), f.person("open"))
	decline := closureOf(f.invited(fixture.Whole(o), "declined", fixture.Viewer), access.Declined)
	expire := expiry(f.invited(fixture.Whole(o), "expired", fixture.Viewer))
	renewal := renewalOf(f.closedAsExpired(o, "asks"), later)
	removed := f.invited(fixture.Whole(o), "removed", fixture.Viewer)
	f.Must(f.store.RemoveInvitation(f.Context(), removed.ID))
	return map[string]call{
		"Invite":           func(ctx context.Context, s Store) error { return s.Invite(ctx, offer) },
		"Resend":           func(ctx context.Context, s Store) error { return s.Resend(ctx, resend) },
		"UpdateInvitation": func(ctx context.Context, s Store) error { return s.UpdateInvitation(ctx, update) },
		"RequestRenewal":   func(ctx context.Context, s Store) error { return s.RequestRenewal(ctx, renewal) },
		"Accept":           func(ctx context.Context, s Store) error { return s.Accept(ctx, accept) },
		"Close":            func(ctx context.Context, s Store) error { return s.Close(ctx, decline) },
		"Expire":           func(ctx context.Context, s Store) error { return s.Expire(ctx, expire) },
		"ReleaseSlot":      func(ctx context.Context, s Store) error { return s.ReleaseSlot(ctx, removed.Scope, removed.Email) },
	}
}

func mailCalls(f *storeFixture, o access.Organisation) map[string]call {
	f.Helper()
	claimed, settled := f.invited(fixture.Whole(o), "claimed", fixture.Viewer), f.invited(fixture.Whole(o), "settled", fixture.Viewer)
	statusUpdate := statusUpdateOf(f.mailed(o, "reported"), access.Bounced)
	claimable, releasable, reminded := f.mailed(o, "claimable"), f.mailed(o, "releasable"), f.mailed(o, "reminded")
	f.Must(f.store.ClaimReminder(f.Context(), reminderClaimOf(releasable, "a")))
	f.Must(f.store.ClaimReminder(f.Context(), reminderClaimOf(reminded, "a")))
	noticed, told := f.noticed(o, "noticed"), f.noticed(o, "told")
	suppression := suppressionEvent(suppress(f.mailed(o, "suppressed"), access.Suppression{}, fixture.Noon))
	return map[string]call{
		"ClaimDelivery": func(ctx context.Context, s Store) error {
			return s.ClaimDelivery(ctx, claimOf(claimed, fixture.Noon, access.HashToken("a")))
		},
		"SettleDelivery": func(ctx context.Context, s Store) error {
			return s.SettleDelivery(ctx, settlementOf(settled, access.Delivery{Status: access.Sent}))
		},
		"ClaimReminder": func(ctx context.Context, s Store) error { return s.ClaimReminder(ctx, reminderClaimOf(claimable, "a")) },
		"ReleaseReminder": func(ctx context.Context, s Store) error {
			return s.ReleaseReminder(ctx, reminderClaimOf(releasable, "a"))
		},
		"SettleReminder": func(ctx context.Context, s Store) error { return s.SettleReminder(ctx, reminderSettlementOf(reminded)) },
		"ClaimNotice":    func(ctx context.Context, s Store) error { return s.ClaimNotice(ctx, noticeClaimOf(noticed, later)) },
		"SettleNotice":   func(ctx context.Context, s Store) error { return s.SettleNotice(ctx, noticeSettlementOf(told, false)) },
		"UpdateDelivery": func(ctx context.Context, s Store) error { return s.UpdateDelivery(ctx, statusUpdate) },
		"Suppress":       func(ctx context.Context, s Store) error { return s.Suppress(ctx, suppression) },
	}
}

func requestCalls(f *storeFixture) map[string]call {
	f.Helper()
	fresh, done, dropped, freed := newLease(access.NewID()), newLease(access.NewID()), newLease(access.NewID()), newLease(access.NewID())
	f.begin(done)
	f.begin(dropped)
	f.begin(freed)
	return map[string]call{
		"Begin":   of(func(ctx context.Context, s Store) (idempotency.Record, error) { return s.Begin(ctx, fresh) }),
		"Finish":  func(ctx context.Context, s Store) error { return s.Finish(ctx, done, []byte("done")) },
		"Release": func(ctx context.Context, s Store) error { return s.Release(ctx, dropped) },
		"Forget":  func(ctx context.Context, s Store) error { return s.Forget(ctx, freed) },
	}
}

func everyCallIsTried(f *storeFixture) {
	all := calls(f)
	for _, of := range []reflect.Type{reflect.TypeFor[access.Store](), reflect.TypeFor[delivery.Store](), reflect.TypeFor[idempotency.Store]()} {
		for method := range of.Methods() {
			if all[method.Name] == nil {
				f.Errorf("the suite does not call %s", method.Name)
			}
		}
	}
}

func cancelledCall(f *storeFixture) {
	all := calls(f)
	cancelled, cancel := context.WithCancel(f.Context())
	cancel()
	before := f.everything()
	for name, call := range all {
		if err := call(cancelled, f.store); !errors.Is(err, context.Canceled) {
			f.Errorf("%s, cancelled: %v, want context.Canceled", name, err)
		}
	}
	f.unchanged(before)
	for name, call := range all { // not cancelled, each one succeeds
		f.Run(name, func(t *testing.T) {
			if err := call(t.Context(), f.store); err != nil {
				t.Error(err)
			}
		})
	}
}
