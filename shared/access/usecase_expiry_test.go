package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/access/accesstest"
)

// TestExpiryToTheSecond: one second before its end an invitation works, in the
// second of its end nothing does, with the item still stored.
func TestExpiryToTheSecond(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) *world{
		"memory":   func(t *testing.T) *world { return newWorld(t, accesstest.NewMemory()) },
		"DynamoDB": func(t *testing.T) *world { w, _ := onDynamoDB(t); return w },
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			organisation, admin := w.organisation("admin", false)
			eve := w.member(whole(organisation), "eve", viewer)
			for name, act := range map[string]func(i access.Invitation, secret string) error{
				"preview": func(i access.Invitation, secret string) error {
					_, err := w.preview().Do(t.Context(), i.ID, secret)
					return err
				},
				"register": func(i access.Invitation, secret string) error {
					_, err := w.register().Do(t.Context(), i.ID, registration(secret))
					return err
				},
				"accept": func(i access.Invitation, secret string) error {
					_, err := w.accept().Do(t.Context(), eve, i.ID, secret)
					return err
				},
				"decline": func(i access.Invitation, secret string) error {
					return w.decline().Do(t.Context(), i.ID, secret)
				},
				"revoke": func(i access.Invitation, _ string) error {
					return w.revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID)
				},
			} {
				w.expires(organisation, admin, name, act)
			}
		})
	}
}

func (w *world) expires(organisation access.Organisation, admin access.Caller, name string, act func(access.Invitation, string) error) {
	w.Helper()
	invitee := name
	if name == "accept" {
		invitee = "eve"
	}
	began := noon.Add(999 * time.Millisecond)
	for _, c := range []struct {
		at   time.Duration // after the second of the invite
		want access.Kind
	}{
		{72 * time.Hour, access.InvitationExpired},
		{72*time.Hour + 500*time.Millisecond, access.InvitationExpired},
		{100 * time.Hour, access.InvitationExpired},
		{72*time.Hour - time.Second, ""},
	} {
		w.set(began)
		account := w.account(organisation, name+c.at.String())
		invitation := w.invited(admin, scopeOf(account), invitee, signer)
		if end := noon.Add(72 * time.Hour); !invitation.ExpiresAt.Equal(end) {
			w.Errorf("it ends at %s, want %s", invitation.ExpiresAt, end)
		}
		secret := w.secret(invitation.ID)
		w.set(noon.Add(c.at))
		w.refused(name+" "+c.at.String()+" after the invite", act(invitation, secret), c.want)
		if stored := w.invitation(invitation.ID); c.want != "" && stored.Status != access.Pending {
			w.Errorf("a refused %s left it %s", name, stored.Status)
		}
	}
}
