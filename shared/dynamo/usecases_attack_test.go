package dynamo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/fixture"
)

// TestARemovalTouchesOneUser compares the whole table before and after a removal and a
// deletion. Every item that has changed is about the user, the organisation as a whole, or an
// invitation to the user.
func TestARemovalTouchesOneUser(t *testing.T) {
	for name, remove := range map[string]func(f *fixture.Fixture, by access.Caller, o access.Organisation, ada access.Caller) error{
		"a removal": func(f *fixture.Fixture, by access.Caller, o access.Organisation, ada access.Caller) error {
			_, err := f.Remove().Do(f.Context(), by.ID(), fixture.Whole(o), ada.ID())
			return err
		},
		"a deletion of the profile": func(f *fixture.Fixture, _ access.Caller, _ access.Organisation, ada access.Caller) error {
			return fixture.Err(f.DeleteUser().Do(f.Context(), ada.ID()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, table := onDynamoDB(t)
			organisation, admin := f.Organisation("admin", false)
			ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
			eve := f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
			offered := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
			others := []access.Invitation{f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Signer), f.Invited(admin, fixture.Whole(organisation), "adam", fixture.Viewer)}
			before := table.items()
			f.Must(remove(f, admin, organisation, ada))
			after := table.items()
			// A deletion leaves nothing of the invitation, a removal revokes it.
			if i, err := f.Store.Invitation(f.Context(), offered.ID); (err == nil && i.Status != access.Revoked) || len(before) == len(after) {
				t.Error("nothing was removed")
			}
			for at, was := range before {
				text := at + fmt.Sprint(plain(t, was))
				if fmt.Sprint(plain(t, was)) == fmt.Sprint(plain(t, after[at])) || strings.Contains(text, string(ada.ID())) || strings.Contains(text, string(offered.ID)) {
					continue
				}
				for _, person := range []string{string(eve.ID()), string(admin.ID()), string(others[0].ID), string(others[1].ID)} {
					if strings.Contains(text, person) {
						t.Errorf("%s changed from %v to %v", at, plain(t, was), plain(t, after[at]))
					}
				}
			}
			for _, stays := range []access.Caller{eve, admin} {
				if f.HeldRoles(stays, organisation) == "" {
					t.Errorf("%s holds nothing", stays.ID())
				}
			}
			for _, other := range others {
				if f.Invitation(other.ID).Status != access.Pending {
					t.Errorf("the invitation of %s is %s", other.Email, f.Invitation(other.ID).Status)
				}
			}
			wantSound(f, table)
		})
	}
}

// TestWrongTokensCostTheSame compares what a wrong token, the token of another invitation, an
// old token and an unknown invitation cause: the same answer, by the same calls one after the
// other. So the time tells nothing.
func TestWrongTokensCostTheSame(t *testing.T) {
	meter := dynamotest.NewMeter(t)
	b := newTable(t, nil, aws.NopRetryer{})
	b.Client = dynamotest.Client(t, meter.Watch)
	f := fixture.New(t, b.Store)
	organisation, admin := f.Organisation("admin", false)
	eve := f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	other, otherAdmin := f.Organisation("other", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Signer)
	old := f.Token(invitation.ID)
	foreign := f.Token(f.Invited(otherAdmin, fixture.Whole(other), "eve", fixture.Viewer).ID)
	invitation = f.Resent(admin, invitation)
	right := f.Token(invitation.ID)
	for door, use := range map[string]func(f *fixture.Fixture, id access.InvitationID, token string) error{
		"preview": func(f *fixture.Fixture, id access.InvitationID, token string) error {
			return fixture.Err(f.Preview().Do(f.Context(), id, token))
		},
		"accept": func(f *fixture.Fixture, id access.InvitationID, token string) error {
			return fixture.Err(f.Accept().Do(f.Context(), eve, id, access.AcceptRequest{Token: token}))
		},
		"decline": func(f *fixture.Fixture, id access.InvitationID, token string) error {
			return f.Decline().Do(f.Context(), id, token)
		},
	} {
		ask := func(id access.InvitationID, token string) ([]string, error) {
			cost, err := meter.Measure(t, func(bubble *testing.T) error {
				outer := f.T
				defer func() { f.T = outer }()
				f.T = bubble
				return use(f, id, token)
			})
			calls := fixture.Each(cost.Calls, func(c dynamotest.Call) string { return c.String() })
			return append(calls, fmt.Sprint(cost.Waits, " waits")), err
		}
		calls, never := ask(access.InvitationID(access.NewID()), right)
		f.WantRefusal(door, never, access.NotFound)
		for kind, token := range map[string]string{"a wrong one": strings.Repeat("A", len(right)), "another invitation's": foreign, "an old one": old, "an empty one": ""} {
			t.Run(door+" with "+kind, func(t *testing.T) {
				if made, err := ask(invitation.ID, token); err == nil || err.Error() != never.Error() || !slices.Equal(made, calls) {
					t.Errorf("%v after %q, want %v after %q", err, made, never, calls)
				}
			})
		}
	}
	if err := fixture.Err(f.Preview().Do(t.Context(), invitation.ID, right)); err != nil {
		t.Errorf("with the right token: %v", err)
	}
}
