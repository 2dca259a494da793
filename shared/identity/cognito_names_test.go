package identity

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

// names is a user pool that has some user names. With onlyASCII it refuses all other
// names. Its identities are registered if finished is set, and otherwise registering.
type names struct {
	known     map[string]string // subjects by user name
	onlyASCII bool
	finished  bool
	created   []string
}

func (n *names) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var input struct{ Username string }
	_ = json.NewDecoder(r.Body).Decode(&input)
	refuse := func(name string) {
		w.Header().Set("X-Amzn-ErrorType", name)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"`+name+`"}`)
	}
	subject, found := n.known[input.Username]
	state := map[bool]string{true: registered, false: registering}[n.finished]
	attributes := `[{"Name":"sub","Value":"` + subject + `"},{"Name":"email","Value":"` + input.Username + `"},{"Name":"custom:admit","Value":"` + state + `"}]`
	switch {
	case n.onlyASCII && strings.ContainsFunc(input.Username, func(c rune) bool { return c > '~' }):
		refuse("InvalidParameterException")
	case action == "AdminGetUser" && found:
		_, _ = io.WriteString(w, `{"UserAttributes":`+attributes+`}`)
	case action == "AdminGetUser":
		refuse("UserNotFoundException")
	case found:
		refuse("UsernameExistsException")
	default:
		n.created = append(n.created, input.Username)
		_, _ = io.WriteString(w, `{"User":{"Attributes":`+attributes+`}}`)
	}
}

// unicode and ascii are the user names of one address.
const unicode, ascii = "x@bücher.example", "x@xn--bcher-kva.example"

// TestFindByAnInternationalAddress checks that Find finds an identity under either
// user name, in whichever form the address was typed. The Unicode form takes
// precedence.
func TestFindByAnInternationalAddress(t *testing.T) {
	for what, known := range map[string]map[string]string{
		"Unicode": {unicode: "s-1"}, "ASCII": {ascii: "s-1"}, "both": {unicode: "s-1", ascii: "s-2"}, "none": {},
	} {
		for _, onlyASCII := range []bool{false, true} {
			if onlyASCII && known[unicode] != "" {
				continue
			}
			for _, typed := range []string{unicode, ascii, "X@BU\u0308CHER.example"} {
				c := openAt(t, &names{known: known, onlyASCII: onlyASCII})
				identity, err := c.Find(t.Context(), address(t, typed))
				if len(known) == 0 {
					if err != access.ErrNotFound { //nolint:errorlint // the interface promises this error itself
						t.Errorf("%s, %s: %+v, %v", what, typed, identity, err)
					}
				} else if err != nil || identity.Subject != "s-1" {
					t.Errorf("%s, %s: %+v, %v", what, typed, identity, err)
				}
			}
		}
	}
}

func TestAnInternationalAddressIsRegisteredOnceAndInUnicode(t *testing.T) {
	for what, c := range map[string]struct {
		pool    names
		created []string
		subject string
		kind    access.Kind
	}{
		"no identity":             {names{}, []string{unicode}, "", ""},
		"no identity, ASCII only": {names{onlyASCII: true}, []string{ascii}, "", ""},
		"finished, Unicode":       {names{known: map[string]string{unicode: "s-1"}, finished: true}, nil, "", access.AlreadyRegistered},
		"finished, ASCII":         {names{known: map[string]string{ascii: "s-1"}, finished: true}, nil, "", access.AlreadyRegistered},
		"unfinished, Unicode":     {names{known: map[string]string{unicode: "s-1"}}, nil, "s-1", ""},
		"unfinished, ASCII":       {names{known: map[string]string{ascii: "s-1"}}, nil, "s-1", ""},
		"finished, ASCII only":    {names{known: map[string]string{ascii: "s-1"}, onlyASCII: true, finished: true}, nil, "", access.AlreadyRegistered},
	} {
		for _, typed := range []string{unicode, ascii, "X@BU\u0308CHER.example"} {
			pool := c.pool
			identity, _, err := openAt(t, &pool).Create(t.Context(), access.NewIdentity{Address: address(t, typed), FirstName: "Ada"})
			if !slices.Equal(pool.created, c.created) || identity.Subject != c.subject || (err == nil) != (c.kind == "") || (err != nil && access.KindOf(err) != c.kind) {
				t.Errorf("%s, %s: created %q, %+v, %v", what, typed, pool.created, identity, err)
			}
		}
	}
}
