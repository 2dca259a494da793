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

// names is a pool that knows people by name. It may take no name beyond ASCII.
type names struct {
	known     map[string]string // to their subject
	onlyASCII bool
	finished  bool
	made      []string
}

func (n *names) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var asked struct{ Username string }
	_ = json.NewDecoder(r.Body).Decode(&asked)
	refuse := func(name string) {
		w.Header().Set("X-Amzn-ErrorType", name)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"`+name+`"}`)
	}
	subject, there := n.known[asked.Username]
	mark := map[bool]string{true: registered, false: registering}[n.finished]
	attributes := `[{"Name":"sub","Value":"` + subject + `"},{"Name":"email","Value":"` + asked.Username + `"},{"Name":"custom:admit","Value":"` + mark + `"}]`
	switch {
	case n.onlyASCII && strings.ContainsFunc(asked.Username, func(c rune) bool { return c > '~' }):
		refuse("InvalidParameterException")
	case action == "AdminGetUser" && there:
		_, _ = io.WriteString(w, `{"UserAttributes":`+attributes+`}`)
	case action == "AdminGetUser":
		refuse("UserNotFoundException")
	case there:
		refuse("UsernameExistsException")
	default:
		n.made = append(n.made, asked.Username)
		_, _ = io.WriteString(w, `{"User":{"Attributes":`+attributes+`}}`)
	}
}

const shown, ascii = "x@bücher.example", "x@xn--bcher-kva.example"

// TestWhoIsFoundByAnInternationalAddress: by what is shown, and who registered
// before by the ASCII form, whichever form is asked for.
func TestWhoIsFoundByAnInternationalAddress(t *testing.T) {
	for what, known := range map[string]map[string]string{
		"as shown": {shown: "s-1"}, "as before": {ascii: "s-1"}, "by two people": {shown: "s-1", ascii: "s-2"}, "not at all": {},
	} {
		for _, onlyASCII := range []bool{false, true} {
			if onlyASCII && known[shown] != "" {
				continue
			}
			for _, typed := range []string{shown, ascii, "X@BU\u0308CHER.example"} {
				c := openAt(t, &names{known: known, onlyASCII: onlyASCII})
				identity, err := c.Find(t.Context(), address(t, typed))
				if len(known) == 0 {
					if err != access.ErrNone { //nolint:errorlint // the very error, as the interface promises
						t.Errorf("%s, %s: %+v, %v", what, typed, identity, err)
					}
				} else if err != nil || identity.Subject != "s-1" {
					t.Errorf("%s, %s: %+v, %v", what, typed, identity, err)
				}
			}
		}
	}
}

func TestAnInternationalAddressIsRegisteredOnceAndAsShown(t *testing.T) {
	for what, c := range map[string]struct {
		pool    names
		made    []string
		subject string
		kind    access.Kind
	}{
		"nobody is known":                  {names{}, []string{shown}, "", ""},
		"the pool takes ASCII alone":       {names{onlyASCII: true}, []string{ascii}, "", ""},
		"somebody, as shown":               {names{known: map[string]string{shown: "s-1"}, finished: true}, nil, "", access.AlreadyRegistered},
		"somebody, from before":            {names{known: map[string]string{ascii: "s-1"}, finished: true}, nil, "", access.AlreadyRegistered},
		"somebody unfinished, as shown":    {names{known: map[string]string{shown: "s-1"}}, nil, "s-1", ""},
		"somebody unfinished, from before": {names{known: map[string]string{ascii: "s-1"}}, nil, "s-1", ""},
		"from before, in a pool for ASCII": {names{known: map[string]string{ascii: "s-1"}, onlyASCII: true, finished: true}, nil, "", access.AlreadyRegistered},
	} {
		for _, typed := range []string{shown, ascii, "X@BU\u0308CHER.example"} {
			pool := c.pool
			identity, _, err := openAt(t, &pool).Create(t.Context(), address(t, typed), "Ada", "")
			if !slices.Equal(pool.made, c.made) || identity.Subject != c.subject || (err == nil) != (c.kind == "") || (err != nil && access.KindOf(err) != c.kind) {
				t.Errorf("%s, %s: made %q, %+v, %v", what, typed, pool.made, identity, err)
			}
		}
	}
}
