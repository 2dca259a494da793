package main

import (
	"encoding/json"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// FuzzCall sends any payload to the function. The answer is an object, and never an
// internal error, which would be an error of the function.
func FuzzCall(f *testing.F) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	for _, seed := range []string{
		`{}`, `[]`, `null`, `{"action":"create-organisation","key":"k","name":"Acme","admin":{"email":"a@b.example"},"locale":"nb"}`,
		`{"action":"rename-organisation","organisationId":"x","name":"y"}`, `{"action":"delete-organisation","organisationId":"x"}`, `{"action":"invite-administrator","organisationId":"{organisation}","admin":{"email":"a@b.example"}}`,
		`{"action":"delete-profile","userId":"{user}"}`, `{"action":"relink","userId":"{user}","email":"new@b.example"}`, `{"action":"migrate","rate":-1}`, `{"action":"export","after":"x"}`, `{"action":"export","after":""}`,
		`{"action":"import","lines":["{\"kind\":\"organisation\",\"id\":\"a\",\"name\":\"A\"}","{}",""],"earlier":["x"],"dryRun":true}`, `{"action":"import","lines":[],"invite":true}`, `{"action":7}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("Acme", false)
		h := handler{
			create: access.CreateOrganisation{Store: w.Store, Limits: w.Limits, Now: w.Now}, invite: access.InviteAdministrator{Store: w.Store, Limits: w.Limits, Now: w.Now},
			delete: w.DeleteUser(), imports: w.Import(), exports: w.Export(), relink: w.Relink(), rename: w.Rename(), remove: w.Delete(),
		}
		call := strings.NewReplacer("{organisation}", string(organisation.ID), "{user}", string(admin.ID())).Replace(payload)
		if strings.Contains(call, "migrate") {
			return // the store in memory has no earlier version
		}
		answer, err := h.serve(t.Context(), json.RawMessage(call))
		if err != nil {
			t.Fatalf("%s: %v", call, err)
		}
		text, err := json.Marshal(answer)
		if err != nil || !strings.HasPrefix(string(text), "{") {
			t.Errorf("%s: the answer is %s (%v)", call, text, err)
		}
	})
}

// FuzzLine parses any line of an import. A line that is accepted is the same line when it
// is exported and parsed again, and an export never breaks a line.
func FuzzLine(f *testing.F) {
	for _, seed := range []string{
		`{"kind":"organisation","id":"a","name":"A","partner":true,"parent":"b","createdAt":"2026-01-01T00:00:00.123Z"}`, `{"kind":"account","organisation":"a","id":"b","name":"B <&>"}`,
		`{"kind":"member","organisation":"a","account":"b","issuer":"https://i.example","subject":"s","email":"A@b.example","firstName":"Ä","lastName":"\u2028","locale":"nb","roles":["billing-viewer"],"grantedAt":"2026-01-01T00:00:00+02:00","grantedBy":{"id":"x","name":"y","email":"z"},"until":"2036-01-01T00:00:00Z","suspended":true}`,
		`{"kind":"member","roles":[],"until":"0001-01-01T00:00:00Z"}`, `{}`, `{"kind":"x"}`, `{"kind":"account","kind":"member"}`, `[]`, `{"kind":"member","until":null}`, "{\"kind\":\"account\",\"name\":\"\xff\"}", `{"Kind":"account"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line, err := parseLine(text)
		if err != nil {
			if access.KindOf(err) != access.Invalid || reason(err) == "" {
				t.Errorf("%q is refused with %v", text, err)
			}
			return
		}
		written, err := formatLine(line)
		if err != nil || strings.ContainsAny(written, "\r\n") {
			t.Fatalf("%q is written as %q (%v)", text, written, err)
		}
		again, err := parseLine(written)
		if err != nil {
			t.Fatalf("%q is written as %q, which is refused: %v", text, written, err)
		}
		if second, err := formatLine(again); err != nil || second != written || reflect.TypeOf(again) != reflect.TypeOf(line) {
			t.Errorf("%q is written as %q, and then as %q (%v)", text, written, second, err)
		}
	})
}
