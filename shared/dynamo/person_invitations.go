package dynamo

import (
	"context"
	"errors"
	"strings"

	"admit/shared/access"
)

// deleteFromInvitation deletes a closed invitation to the person, with its entries in lists,
// and reports a pending one, which must be closed first. It replaces the person in an
// invitation to somebody else.
func (p *personPart) deleteFromInvitation(ctx context.Context, i access.Invitation) error {
	if p.Deletion.HasKey(i.Email.Key()) {
		if i.Status == access.Pending {
			p.Open = append(p.Open, i)
			return nil
		}
		return p.deleteInvitation(ctx, i)
	}
	after, named := p.Deletion.PseudonymiseInvitation(i)
	if !named {
		return nil
	}
	p.changed++
	inviter := storedPerson(after.Inviter)
	update, values := "SET #inviter = :inviter, #version = :after",
		args{":inviter": objectOf(&inviter), ":after": numberOf(after.Version), ":before": numberOf(i.Version)}
	if after.AcceptedBy != i.AcceptedBy {
		update += ", #acceptedBy = :by"
		values[":by"] = textOf(after.AcceptedBy)
	}
	if i.AcceptanceRequest.IsOpen() && !after.AcceptanceRequest.IsOpen() {
		update += " REMOVE #acceptanceRequest, " + noticeAttributes
	}
	return p.store.updateOne(ctx, invitationKey(i.ID), update, "#version = :before", values)
}

// deleteInvitation deletes a closed invitation. It is stale if the invitation has been
// resent.
func (p *personPart) deleteInvitation(ctx context.Context, i access.Invitation) error {
	p.changed++
	t := p.store.begin()
	t.delete(invitationKey(i.ID), "attribute_not_exists(pk) OR #version = :version AND #status <> :pending",
		args{":version": numberOf(i.Version), ":pending": textOf(access.Pending)})
	t.delete(listingKey(i), "", nil)
	for _, entry := range closedEntries(i, i.Status, 0) {
		t.delete(key{entry.PK, entry.SK}, "", nil)
	}
	return p.store.commit(ctx, t)
}

// deleteEntry deletes the entry of an invitation to the person in a list. The invitation
// itself decides what happens, if it exists.
func (p *personPart) deleteEntry(ctx context.Context, i item) error {
	address, _, _ := strings.Cut(keyOf(i).sort, " ")
	if !p.Deletion.HasKey(address) {
		return nil
	}
	entry, err := read[listEntry](i)
	if err != nil {
		return err
	}
	invitation, err := p.store.Invitation(ctx, entry.Invitation)
	switch {
	case err == nil && invitation.Status == access.Pending:
		return p.deleteFromInvitation(ctx, invitation)
	case err == nil:
		if err := p.deleteInvitation(ctx, invitation); err != nil {
			return err
		}
		return p.deleteIf(ctx, keyOf(i), true) // of a status that the invitation no longer has
	case !errors.Is(err, access.ErrNotFound):
		return err
	case i.text(KindAttribute) == kindSlot:
		p.changed++
		organisation := strings.TrimSuffix(strings.TrimPrefix(entry.PK, "ORG#"), "#OFFERS")
		return p.store.releaseAbandonedSlot(ctx, access.OrganisationID(organisation), entry)
	}
	return p.deleteIf(ctx, keyOf(i), true)
}
