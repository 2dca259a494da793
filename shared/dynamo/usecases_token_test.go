package dynamo_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/fixture"
)

// TestTokenIsNotInTheTable checks that no value in the table opens an
// invitation, and that the table has no password.
func TestTokenIsNotInTheTable(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	f.Mailer.Around = func(_ string, do func() error) error { _ = do(); return fixture.ErrMailer }
	_ = f.Deliver().Do(t.Context(), invitation.ID)
	f.Mailer.Around = nil
	f.Pass(2 * time.Minute) // the claim ends
	tokens := append(f.Mailer.Tokens(invitation.ID), f.Token(invitation.ID))

	var tried int
	try := func(token string) {
		tried++
		if _, err := f.Preview().Do(t.Context(), invitation.ID, token); err == nil {
			t.Errorf("the value %q in the table opens the invitation", token)
		}
	}
	for at, i := range table.items() {
		for _, token := range append(tokens, fixture.Password) {
			if strings.Contains(at+fmt.Sprint(plain(t, i)), token) {
				t.Errorf("%s holds the token", at)
			}
		}
		for _, value := range i {
			for _, token := range spelled(value) {
				try(token)
			}
		}
	}
	if tried < 50 {
		t.Errorf("only %d values were tried", tried)
	}
}

// spelled returns a value in the forms in which somebody may paste it into a
// link.
func spelled(value types.AttributeValue) []string {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return []string{v.Value}
	case *types.AttributeValueMemberBS:
		var all []string
		for _, raw := range v.Value {
			all = append(all, string(raw), hex.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw))
		}
		return all
	}
	return nil
}
