package awstest

import (
	"fmt"
	"net/http"
	"strings"
)

// poolUser is a user of the user pool.
type poolUser struct {
	name       string
	attributes map[string]string
	password   string
}

// attribute is an attribute of a user in a request or an answer.
type attribute struct{ Name, Value string }

// answerForUser answers a call about a user. Each existing user has a user name, which is
// an email address, and a subject, which is taken as a user name, too.
func (c *Cloud) answerForUser(w http.ResponseWriter, r *http.Request, call string) {
	var request struct {
		Username, Password string
		UserAttributes     []attribute
	}
	if decode(w, r, &request) != nil {
		return
	}
	user := c.users[strings.ToLower(request.Username)]
	switch {
	case call == "cognito-idp:AdminCreateUser" && user != nil:
		refuse(w, http.StatusBadRequest, "UsernameExistsException")
	case call == "cognito-idp:AdminCreateUser":
		user = c.addUser(request.Username, request.UserAttributes)
		write(w, map[string]any{"User": map[string]any{"Username": user.attributes["sub"], "UserStatus": "FORCE_CHANGE_PASSWORD", "Attributes": user.list()}})
	case user == nil:
		refuse(w, http.StatusBadRequest, "UserNotFoundException")
	case call == "cognito-idp:AdminGetUser":
		write(w, map[string]any{"Username": user.attributes["sub"], "UserStatus": "CONFIRMED", "UserAttributes": user.list()})
	case call == "cognito-idp:AdminSetUserPassword":
		user.password = request.Password
		write(w, struct{}{})
	case call == "cognito-idp:AdminUpdateUserAttributes":
		user.set(request.UserAttributes)
		write(w, struct{}{})
	case call == "cognito-idp:AdminDeleteUser":
		delete(c.users, user.name)
		delete(c.users, user.attributes["sub"])
		write(w, struct{}{})
	default:
		refuse(w, http.StatusBadRequest, "UnknownOperationException")
	}
}

func (c *Cloud) addUser(name string, attributes []attribute) *poolUser {
	user := &poolUser{name: strings.ToLower(name), attributes: map[string]string{"sub": fmt.Sprint("pool-user-", len(c.users)/2+1)}}
	user.set(attributes)
	c.users[user.name], c.users[user.attributes["sub"]] = user, user
	return user
}

func (u *poolUser) set(attributes []attribute) {
	for _, a := range attributes {
		u.attributes[a.Name] = a.Value
	}
}

func (u *poolUser) list() []attribute {
	var list []attribute
	for name, value := range u.attributes {
		list = append(list, attribute{name, value})
	}
	return list
}

// AddUser adds a user whom Admit did not create, with a verified address, and returns the
// subject.
func (c *Cloud) AddUser(email string) (subject string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.addUser(email, []attribute{{"email", email}, {"email_verified", "true"}}).attributes["sub"]
}

// User returns an attribute of the user with an email address, whether there is one, and
// whether they sign in with a password.
func (c *Cloud) User(email, name, password string) (value string, exists, signsIn bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	user := c.users[email]
	if user == nil {
		return "", false, false
	}
	return user.attributes[name], true, user.password != "" && user.password == password
}

// Users returns the number of users in the pool.
func (c *Cloud) Users() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.users) / 2
}
