package accesstest

import (
	"time"

	"admit/shared/access"
)

var recordTests = []test{
	{"every write leaves its record as it was given", everyWriteIsOnRecord},
	{"records are those of the organisation alone", recordsOfOneOrganisation},
}

func (w *world) records(organisation access.Organisation) []access.Record {
	w.Helper()
	recorder, ok := w.store.(Recorder)
	if !ok {
		w.Fatalf("%T does not show its records: wrap it in an accesstest.Recorder", w.store)
	}
	return byID(recorder.Records(organisation.ID))
}

func everyWriteIsOnRecord(w *world) {
	var want []access.Record
	expect := func(records ...access.Record) {
		for _, r := range records {
			r.At = noon.Add(time.Duration(len(want)) * time.Second)
			want = append(want, r)
		}
	}
	last := func() access.Record { return want[len(want)-1] }

	founding := w.founding()
	expect(founding.Record)
	founding.Record = last()
	expect(founding.Offer.Record)
	founding.Offer.Record = last()
	w.must(w.store.CreateOrganisation(w.Context(), founding))
	organisation := founding.Organisation

	account := newAccount(organisation, "Shop")
	expect(record(access.AccountCreated, scopeOf(account), noon))
	w.must(w.store.CreateAccount(w.Context(), account, last()))

	offer := w.offer(scopeOf(account), "ada", viewer)
	expect(offer.Record)
	offer.Record = last()
	w.must(w.store.Invite(w.Context(), offer))

	accept := w.acceptance(offer.Invitation, w.person("ada"))
	expect(accept.Records...)
	accept.Records = want[len(want)-2:]
	w.must(w.store.Accept(w.Context(), accept))

	offer = w.offer(whole(organisation), "ada", viewer)
	expect(offer.Record)
	offer.Record = last()
	w.must(w.store.Invite(w.Context(), offer))

	revoke := closing(offer.Invitation, access.Revoked)
	expect(revoke.Record)
	revoke.Record = last()

	take := removal(accept.After)
	take.Revocations = []access.Closing{revoke}
	expect(take.Record)
	take.Record = last()
	w.must(w.store.Remove(w.Context(), take))

	decline := closing(founding.Offer.Invitation, access.Declined)
	expect(decline.Record)
	decline.Record = last()
	w.must(w.store.Close(w.Context(), decline))

	w.same("records", w.records(organisation), byID(want))
}

func recordsOfOneOrganisation(w *world) {
	one, other := w.organisation(), w.organisation()
	w.administrator(other, "ada")
	if n := len(w.records(one)); n != 2 {
		w.Errorf("%d records of a founding, want 2", n)
	}
}
