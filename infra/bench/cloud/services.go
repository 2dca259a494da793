package cloud

import (
	"crypto/md5" // #nosec G501 -- the SDK compares the checksum that SQS returns
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"sync"
)

// putEvents takes events as EventBridge does.
func (c *Cloud) putEvents(w http.ResponseWriter, r *http.Request) {
	var request struct{ Entries []json.RawMessage }
	if decode(w, r, &request) != nil {
		return
	}
	c.Events.Add(int64(len(request.Entries)))
	for _, entry := range request.Entries {
		if c.options.Taken != nil {
			c.options.Taken(entry)
		}
	}
	type entry struct{ EventId string }
	entries := make([]entry, len(request.Entries))
	for n := range entries {
		entries[n].EventId = rand.Text()
	}
	write(w, map[string]any{"FailedEntryCount": 0, "Entries": entries})
}

// sendMessage takes a message as SQS does.
func (c *Cloud) sendMessage(w http.ResponseWriter, r *http.Request) {
	var request struct{ MessageBody string }
	if decode(w, r, &request) != nil {
		return
	}
	c.Parked.Add(1)
	if c.options.Parked != nil {
		c.options.Parked(request.MessageBody)
	}
	sum := md5.Sum([]byte(request.MessageBody)) // #nosec G401 -- see the import
	write(w, map[string]string{"MessageId": rand.Text(), "MD5OfMessageBody": hex.EncodeToString(sum[:])})
}

// users is a user pool of Cognito.
type users struct {
	mu     sync.Mutex
	byName map[string]*user // by user name and by subject
}

func (u *users) clear() {
	u.mu.Lock()
	defer u.mu.Unlock()
	clear(u.byName)
}

// attribute is an attribute of a user.
type attribute struct{ Name, Value string }

type user struct{ attributes []attribute }

// answer answers the calls that a registration makes.
func (u *users) answer(w http.ResponseWriter, r *http.Request, operation string) {
	var request struct {
		Username       string
		UserAttributes []attribute
	}
	if decode(w, r, &request) != nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.byName == nil {
		u.byName = map[string]*user{}
	}
	found := u.byName[request.Username]
	switch {
	case operation == "AdminCreateUser" && found == nil:
		subject := rand.Text()
		found = &user{append(request.UserAttributes, attribute{"sub", subject})}
		u.byName[request.Username], u.byName[subject] = found, found
		write(w, map[string]any{"User": map[string]any{"Username": subject, "Enabled": true, "UserStatus": "FORCE_CHANGE_PASSWORD", "Attributes": found.attributes}})
	case operation == "AdminCreateUser":
		refuse(w, "UsernameExistsException")
	case found == nil:
		refuse(w, "UserNotFoundException")
	case operation == "AdminGetUser":
		write(w, map[string]any{"Username": request.Username, "Enabled": true, "UserStatus": "CONFIRMED", "UserAttributes": found.attributes})
	case operation == "AdminUpdateUserAttributes":
		found.set(request.UserAttributes)
		write(w, struct{}{})
	case operation == "AdminDeleteUser":
		for name, other := range u.byName {
			if other == found {
				delete(u.byName, name)
			}
		}
		write(w, struct{}{})
	default: // AdminSetUserPassword
		write(w, struct{}{})
	}
}

// Subject returns the subject of a user of the pool, and nothing if there is none.
func (c *Cloud) Subject(name string) string {
	c.users.mu.Lock()
	defer c.users.mu.Unlock()
	if found := c.users.byName[name]; found != nil {
		for _, a := range found.attributes {
			if a.Name == "sub" {
				return a.Value
			}
		}
	}
	return ""
}

func (u *user) set(attributes []attribute) {
	for _, changed := range attributes {
		for n := range u.attributes {
			if u.attributes[n].Name == changed.Name {
				u.attributes[n].Value = changed.Value
			}
		}
	}
}

// refuse answers a call with an error of Cognito.
func refuse(w http.ResponseWriter, code string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.Header().Set("X-Amzn-Errortype", code)
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": code})
}
