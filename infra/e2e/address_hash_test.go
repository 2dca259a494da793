package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// An operator finds in the logs what became of the email to an address, by a hash that stands for
// it. The log does not have the address.
func TestAnAddressIsFoundInTheLogsByItsHash(t *testing.T) {
	t.Parallel()
	began := time.Now().Add(-time.Second)
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("Looked.For"), "billing-viewer"))
	type answer struct {
		AddressHash string `json:"addressHash"`
	}
	hash := invokeOperator[answer](t, map[string]string{"action": "hash-address", "email": strings.ToUpper(i.Email)}).AddressHash
	other := invokeOperator[answer](t, map[string]string{"action": "hash-address", "email": org.admin.email}).AddressHash
	if hash == other || len(hash) != 32 {
		t.Errorf("the hashes are %q and %q", hash, other)
	}
	eventually(t, "the email is logged with the hash", func() bool {
		for line := range strings.Lines(logDump(t, began)) {
			var record struct{ InvitationID, AddressHash string }
			if strings.Contains(line, hash) && json.Unmarshal([]byte(line), &record) == nil && record.AddressHash == hash {
				return record.InvitationID == i.ID && !strings.Contains(strings.ToLower(line), strings.ToLower(i.Email))
			}
		}
		return false
	})
}
