package memory

import (
	"bytes"
	"context"
	"slices"
	"time"

	"admit/shared/access"
)

// BeginPersonDeletion implements [access.Store].
func (m *Store) BeginPersonDeletion(ctx context.Context, d access.PersonDeletion) (access.PersonDeletion, error) {
	return read(ctx, m, func() (access.PersonDeletion, error) {
		begun, found := m.personDeletions[personKey(d)]
		_, exists := m.users[d.User.ID]
		switch {
		case !found && d.User.ID != "" && !exists:
			return d, access.ErrNotFound
		case !found:
			m.personDeletions[personKey(d)] = d
			return d, nil
		}
		if d.User.ID != "" {
			begun.User = d.User
			begun.Learn("", d.User.Email)
		}
		return begun, nil
	})
}

// personKey returns the key of the deletion of a person.
func personKey(d access.PersonDeletion) string {
	if d.User.ID != "" {
		return string(d.User.ID)
	}
	return d.Email.Key()
}

// EndPersonDeletion implements [access.Store].
func (m *Store) EndPersonDeletion(ctx context.Context, d access.PersonDeletion) error {
	return m.write(ctx, func() bool { return true }, func() { delete(m.personDeletions, personKey(d)) })
}

// DeletePersonPart implements [access.Store]. The store has one part.
func (m *Store) DeletePersonPart(ctx context.Context, r access.PersonDeletionRun) (access.DeletedPart, error) {
	d, events, err := m.learn(ctx, r.Deletion)
	if err != nil {
		return access.DeletedPart{}, err
	}
	p := access.DeletedPart{Deletion: d}
	asRead := func() bool {
		stored, found := m.personDeletions[personKey(d)]
		return found && stored.Version == d.Version
	}
	err = m.write(ctx, asRead, func() {
		changed := m.pseudonymiseEvents(d) + m.pseudonymiseAccess(d) + m.deleteAddresses(d) + m.pseudonymiseAnswers(d)
		for id, i := range m.invitations {
			after, named := d.PseudonymiseInvitation(i)
			switch {
			case d.HasKey(i.Email.Key()) && i.Status == access.Pending:
				p.Open = append(p.Open, copyInvitation(i))
			case d.HasKey(i.Email.Key()):
				delete(m.invitations, id)
				changed++
			case named:
				m.invitations[id] = after
				changed++
			}
		}
		for at := range m.fences {
			switch {
			case !slices.Contains(d.Users, at.user):
			case !r.FencesBefore.IsZero() && m.fences[at].After(r.FencesBefore):
				p.Waits = true
			default:
				delete(m.fences, at)
				changed++
			}
		}
		p.Deletion.Version++
		p.Deletion.Changed += changed
		p.Deletion.Found = d.Found || changed > 0 || p.Waits || len(p.Open) > 0
		if len(p.Open) == 0 {
			p.Deletion.Pass++
			p.Deletion.Examined += len(events)
		}
		m.personDeletions[personKey(d)] = p.Deletion
	})
	return p, err
}

// learn learns from all events what else is the person's.
func (m *Store) learn(ctx context.Context, d access.PersonDeletion) (access.PersonDeletion, []loggedEvent, error) {
	m.mu.Lock()
	events := slices.Clone(m.events)
	m.mu.Unlock()
	for _, logged := range events {
		if _, err := d.LearnFrom(ctx, m, logged.event); err != nil {
			return d, nil, err
		}
	}
	return d, events, nil
}

func (m *Store) pseudonymiseEvents(d access.PersonDeletion) (changed int) {
	for n, logged := range m.events {
		if event, named := d.Pseudonymise(copyEvent(logged.event)); named {
			m.events[n].event = event
			changed++
		}
	}
	return changed
}

func (m *Store) pseudonymiseAccess(d access.PersonDeletion) (changed int) {
	for at, membership := range m.memberships {
		if after, named := d.PseudonymiseGrants(membership); named && !slices.Contains(d.Users, at.user) {
			after.Version = access.NewID()
			m.memberships[at] = after
			changed++
		}
	}
	return changed
}

// deleteAddresses deletes what is kept by the person's addresses. An active suppression stays
// under the hash of the address.
func (m *Store) deleteAddresses(d access.PersonDeletion) (changed int) {
	for at, s := range m.suppressions {
		if !d.HasKey(at.address) {
			continue
		}
		delete(m.suppressions, at)
		if changed++; !s.Lifted {
			s.Hashed = true
			m.suppressions[suppressionKey{at.organisation, access.HashAddress(at.organisation, access.StoredAddress(at.address, at.address))}] = s
		}
	}
	for at := range m.emailCounts {
		if at.address != "" && d.HasKey(at.address) {
			delete(m.emailCounts, at)
			changed++
		}
	}
	for at, holder := range m.slots {
		if _, exists := m.invitations[holder]; !exists && d.HasKey(at.address) {
			delete(m.slots, at)
			changed++
		}
	}
	return changed
}

// pseudonymiseAnswers removes the person's addresses and ids from stored answers.
func (m *Store) pseudonymiseAnswers(d access.PersonDeletion) (changed int) {
	for key, record := range m.idempotencyRecords {
		answer := record.answer
		for _, a := range d.Addresses {
			answer = bytes.ReplaceAll(answer, []byte(a.String()), []byte(d.Pseudonym.Email()))
		}
		for _, u := range d.Users {
			answer = bytes.ReplaceAll(answer, []byte(u), []byte(d.Pseudonym.ID))
		}
		if !bytes.Equal(answer, record.answer) {
			record.answer = answer
			m.idempotencyRecords[key] = record
			changed++
		}
	}
	return changed
}

// PersonPart implements [access.Store]. The store has one part.
func (m *Store) PersonPart(ctx context.Context, q access.PersonQuery) (access.PersonPart, error) {
	d, events, err := m.learn(ctx, access.PersonDeletion{Users: q.Users, Addresses: q.Addresses})
	if err != nil {
		return access.PersonPart{}, err
	}
	return read(ctx, m, func() (access.PersonPart, error) {
		part := access.PersonPart{Users: d.Users[len(q.Users):], Addresses: d.Addresses[len(q.Addresses):], Examined: len(events), Total: int64(len(events)), Suppressions: map[access.OrganisationID]access.Suppression{}}
		for _, logged := range m.events {
			_, named := d.Pseudonymise(copyEvent(logged.event))
			if gone := !logged.until.IsZero() && !logged.until.After(q.At); named && !gone && logged.organisation == logged.event.Scope.Organisation {
				part.Events = append(part.Events, copyEvent(logged.event))
			}
		}
		for _, i := range m.invitations {
			if _, named := d.PseudonymiseInvitation(i); (named || d.HasKey(i.Email.Key())) && !i.GoneAt(q.At) {
				part.Invitations = append(part.Invitations, copyInvitation(i))
			}
		}
		for at, s := range m.suppressions {
			hashed := func(a access.Address) bool { return access.HashAddress(at.organisation, a) == at.address }
			if d.HasKey(at.address) || slices.ContainsFunc(d.Addresses, hashed) {
				part.Suppressions[at.organisation] = s
			}
		}
		for at, used := range m.emailCounts {
			if at.address != "" && d.HasKey(at.address) {
				part.Mails = append(part.Mails, access.MailCount{Organisation: at.organisation, Day: at.begin.Format(time.DateOnly), Mails: used, BelowPartner: at.limit == access.LimitDayOfPartner})
			}
		}
		return part, nil
	})
}

// Retaining returns the store, whose writes have a retention from then on.
func (m *Store) Retaining(r access.Retention) *Store {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.retention = r
	return m
}

// Retain implements [access.Store]. The store has one part.
func (m *Store) Retain(ctx context.Context, _ access.RetentionRun) (access.RetainedPart, error) {
	return read(ctx, m, func() (access.RetainedPart, error) {
		part := access.RetainedPart{Examined: len(m.events) + len(m.invitations)}
		for n, logged := range m.events {
			if until := m.retention.EventUntil(logged.event.At); !until.Equal(logged.until) {
				m.events[n].until = until
				part.Changed++
			}
		}
		for id, i := range m.invitations {
			until := m.retention.InvitationUntil(i.ClosedAt).UTC().Truncate(time.Second)
			if i.Status == access.Pending || until.Equal(i.KeptUntil) {
				continue
			}
			i.KeptUntil = until
			m.invitations[id] = i
			part.Changed++
		}
		part.Total = int64(part.Examined)
		return part, nil
	})
}
