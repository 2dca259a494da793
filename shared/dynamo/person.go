package dynamo

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"admit/shared/access"
)

// DeletePersonPart deletes a person from the next page of the table. What it changes in an
// item it finds only once, so a page that was not finished can be examined again.
func (s Store) DeletePersonPart(ctx context.Context, r access.PersonDeletionRun) (access.DeletedPart, error) {
	page, err := s.scanPart(ctx, r.Deletion.Position)
	if err != nil {
		return access.DeletedPart{}, err
	}
	p := personPart{store: s, run: r, DeletedPart: access.DeletedPart{Deletion: r.Deletion}}
	cut := false
	for _, item := range page.items {
		if cut = r.Now().After(r.Until); cut {
			break
		}
		if err := p.deleteFrom(ctx, item); err != nil {
			p.Deletion.Found = p.Deletion.Found || p.changed > 0
			return access.DeletedPart{Deletion: p.Deletion}, err
		}
	}
	d := &p.Deletion
	d.Changed += p.changed
	d.Found = d.Found || p.changed > 0 || p.Waits || len(p.Open) > 0
	if !cut && len(p.Open) == 0 {
		d.Position = page.next
		d.Examined += page.scanned
		if page.next == "" {
			d.Pass++
		}
	}
	err = s.savePersonDeletion(ctx, d, r.Now())
	return p.DeletedPart, err
}

// personPart deletes a person from one page.
type personPart struct {
	access.DeletedPart
	store   Store
	run     access.PersonDeletionRun
	changed int // items
}

// deleteFrom deletes the person from an item.
func (p *personPart) deleteFrom(ctx context.Context, i item) error {
	switch i.text(KindAttribute) {
	case KindEvent, kindListedEvent:
		return p.deleteFromEvent(ctx, i)
	case KindInvitation:
		stored, err := read[invitationItem](i)
		if err != nil {
			return err
		}
		return p.deleteFromInvitation(ctx, stored.invitation())
	case kindSlot, kindAccountSlot, kindListing, kindClosed, kindAccountClosed:
		return p.deleteEntry(ctx, i)
	case kindMembership:
		return p.deleteFromMembership(ctx, i)
	case kindSuppression:
		return p.deleteSuppression(ctx, i)
	case kindIdempotency:
		return p.deleteFromAnswer(ctx, i)
	case kindMember, kindGovernor, kindRoleMember, kindAccountMember:
		return p.deleteListed(ctx, keyOf(i))
	case kindFence:
		return p.deleteFence(ctx, i)
	case kindCount, kindAddress, kindGoverned, KindEnding:
		return p.deleteLeftover(ctx, i)
	case kindPersonDeletion: // one that broke off, before the person became a user or was relinked
		if keyOf(i) != personDeletionKey(p.Deletion) {
			return p.deleteLeftover(ctx, i)
		}
	}
	return nil
}

// isUser reports whether a part of a key is an id of the person.
func (p *personPart) isUser(part string) bool {
	return slices.ContainsFunc(p.Deletion.Users, func(u access.UserID) bool { return id(u) == part })
}

// deleteListed deletes an entry in a list of members by the person's id, or by their address unless
// it is that of another user who exists.
func (p *personPart) deleteListed(ctx context.Context, k key) error {
	address, user, _ := strings.Cut(k.sort, " ")
	if p.isUser(user) || !p.Deletion.HasKey(address) {
		return p.deleteIf(ctx, k, p.isUser(user))
	}
	_, err := p.store.User(ctx, access.UserID(user))
	if err != nil && !errors.Is(err, access.ErrNotFound) {
		return err
	}
	return p.deleteIf(ctx, k, err != nil)
}

// deleteIf deletes an item that others are derived from, or that nothing needs any more.
func (p *personPart) deleteIf(ctx context.Context, k key, is bool) error {
	if !is {
		return nil
	}
	p.changed++
	return p.store.deleteOne(ctx, k, "attribute_not_exists(pk) OR attribute_exists(pk)", nil)
}

// deleteFence deletes a fence of the person's memberships once no request can be under way
// that it must keep out.
func (p *personPart) deleteFence(ctx context.Context, i item) error {
	user, is := strings.CutPrefix(keyOf(i).partition, userPartition)
	if !is || !p.isUser(user) {
		return nil
	}
	if before := p.run.FencesBefore; !before.IsZero() && time.UnixMicro(i.number("at")).After(before) {
		p.Waits = true
		return nil
	}
	return p.deleteIf(ctx, keyOf(i), true)
}

// deleteLeftover deletes what is kept beside the person's users and addresses, and counts
// emails to the addresses. The address of another user stays, and so does that of the user,
// which is deleted last. So does a reservation, which ends by itself.
func (p *personPart) deleteLeftover(ctx context.Context, i item) error {
	k := keyOf(i)
	if user, is := strings.CutPrefix(k.partition, userPartition); is {
		return p.deleteIf(ctx, k, p.isUser(user))
	}
	address, is := strings.CutPrefix(k.partition, addressPartition)
	if below, rest, found := strings.Cut(k.partition, mailsBelowInfix); !is && found && strings.HasPrefix(below, "ORG#") {
		address, is = rest, true
	}
	if !is || !p.Deletion.HasKey(address) {
		return nil
	}
	if i.text(KindAttribute) != kindAddress {
		return p.deleteIf(ctx, k, true)
	}
	stored, err := read[addressItem](i)
	if err != nil {
		return err
	}
	former := stored.User != "" && p.isUser(id(stored.User)) && p.Deletion.User.Email.Key() != address
	ended := stored.User == "" && stored.Until <= millis(p.Deletion.At)
	if !former && !ended {
		return nil
	}
	p.changed++
	err = p.store.deleteOne(ctx, k, asRead(i, "user", "until"), valuesOf(i, "user", "until"))
	if errors.Is(err, access.ErrStale) { // somebody has registered with it meanwhile: the next pass looks again
		return nil
	}
	return err
}

// deleteSuppression keeps an active suppression under the hash of the address, so that the
// person gets no emails that they have complained about. A lifted one is deleted.
func (p *personPart) deleteSuppression(ctx context.Context, i item) error {
	k := keyOf(i)
	organisation, is := strings.CutSuffix(strings.TrimPrefix(k.partition, "ORG#"), "#STOPPED")
	if !is || !p.Deletion.HasKey(k.sort) {
		return nil
	}
	stored, err := read[suppressionItem](i)
	if err != nil || stored.Lifted {
		return errors.Join(err, p.deleteIf(ctx, k, err == nil))
	}
	address := access.StoredAddress(k.sort, k.sort)
	hashed := stored
	hashed.header = hashedSuppressionKey(access.OrganisationID(organisation), address).header(kindSuppression)
	t := p.store.begin()
	t.delete(k, "#at = :at AND attribute_not_exists(#lifted)", args{":at": numberOf(stored.At)})
	t.put(&hashed, "", nil)
	p.changed++
	return p.store.commit(ctx, t)
}

// deleteFromMembership replaces the person as the giver of another user's grants.
func (p *personPart) deleteFromMembership(ctx context.Context, i item) error {
	before, err := readMembership(i)
	if err != nil {
		return err
	}
	after, named := p.Deletion.PseudonymiseGrants(before)
	if !named || p.isUser(id(before.User.ID)) {
		return nil
	}
	organisations, err := p.store.Organisations(ctx, []access.OrganisationID{before.Organisation})
	if err != nil || len(organisations) == 0 {
		return err
	}
	p.changed++
	after.Version = access.NewID()
	return p.store.MoveMembership(ctx, access.MembershipMove{From: before, After: after, Deletion: organisations[0].Deletion})
}

// number returns an attribute that is a number. It is 0 if there is none.
func (i item) number(name string) int64 {
	for _, a := range i {
		if a.name == name && a.kind == typeNumber {
			n, _ := strconv.ParseInt(a.text, 10, 64)
			return n
		}
	}
	return 0
}
