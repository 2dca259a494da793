package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"admit/infra/bench/lambda"
	"admit/infra/bench/peer"
	"admit/infra/bench/world"
)

// peerFixture is an organisation of the peer with an owner, members, and people who come and go.
type peerFixture struct {
	*peer.Peer
	organisation string
	owner        map[string]string // the headers of their requests
	people       []map[string]string
	emails       []string
}

// peerDirectory is where the peer is installed.
const peerDirectory = ".local/peer"

// newPeerFixture starts the peer and stores an organisation with members, and people. The fixture
// must be stopped.
func newPeerFixture(ctx context.Context, members, people int) (*peerFixture, error) {
	running, err := peer.Start(ctx, peerDirectory)
	if err != nil {
		return nil, err
	}
	c := &peerFixture{Peer: running}
	if err := c.fill(ctx, members, people); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

func (c *peerFixture) fill(ctx context.Context, members, people int) error {
	var err error
	if c.owner, err = c.signUp(ctx, "ada"); err != nil {
		return err
	}
	var created struct {
		ID string `json:"id"`
	}
	if err := c.as(c.owner, nil).call(ctx, "create", http.MethodPost, "/organization/create", map[string]string{"name": "Organisation of ada", "slug": "ada"}, &created); err != nil {
		return err
	}
	c.organisation = created.ID
	for n := range members - 1 {
		member, err := c.signUp(ctx, name("member", n))
		if err != nil {
			return err
		}
		if _, err := c.join(ctx, member, world.Mailbox(name("member", n)), nil); err != nil {
			return err
		}
	}
	for n := range people {
		headers, err := c.signUp(ctx, name("person", n))
		if err != nil {
			return err
		}
		c.people, c.emails = append(c.people, headers), append(c.emails, world.Mailbox(name("person", n)))
	}
	return nil
}

// name returns the name of the n-th of several people.
func name(kind string, n int) string { return fmt.Sprintf("%s-%03d", kind, n) }

// as returns a client with the headers of a user.
func (c *peerFixture) as(headers map[string]string, t *timings) client {
	return client{c.URL + "/api/auth", headers, t}
}

// signUp registers somebody and returns the headers of their requests.
func (c *peerFixture) signUp(ctx context.Context, name string) (map[string]string, error) {
	const origin = "http://127.0.0.1"
	body, err := json.Marshal(map[string]string{"name": name, "email": world.Mailbox(name), "password": world.Password})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"/api/auth/sign-up/email", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", origin)
	response, err := outside.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	cookies := response.Cookies()
	if len(cookies) == 0 {
		return nil, fmt.Errorf("sign up: %s without a cookie", response.Status)
	}
	return map[string]string{"Cookie": cookies[0].Name + "=" + cookies[0].Value, "Origin": origin}, nil
}

// join invites somebody, who accepts. It returns the id of their membership.
func (c *peerFixture) join(ctx context.Context, headers map[string]string, email string, t *timings) (string, error) {
	var invited struct {
		ID string `json:"id"`
	}
	body := map[string]string{"email": email, "role": "member", "organizationId": c.organisation}
	if err := c.as(c.owner, t).call(ctx, "invite", http.MethodPost, "/organization/invite-member", body, &invited); err != nil {
		return "", err
	}
	var accepted struct {
		Member struct {
			ID string `json:"id"`
		} `json:"member"`
	}
	err := c.as(headers, t).call(ctx, "accept", http.MethodPost, "/organization/accept-invitation", map[string]string{"invitationId": invited.ID}, &accepted)
	return accepted.Member.ID, err
}

// contender returns the peer as a contender.
func (c *peerFixture) contender() contender {
	return contender{
		name:      "better-auth",
		lifecycle: c.lifecycle,
		processor: func() (time.Duration, time.Duration, error) {
			system, err := lambda.ProcessorOf(c.Process.Pid)
			if err != nil {
				return 0, 0, err
			}
			database, err := lambda.DatabaseProcessorOf(c.DatabasePID())
			return system, database, err
		},
		memory:  func() int64 { return lambda.MemoryOf(c.Process.Pid) },
		explain: func(err error) error { return err },
	}
}

func (c *peerFixture) lifecycle(ctx context.Context, worker int, t *timings) error {
	member, err := c.join(ctx, c.people[worker], c.emails[worker], t)
	if err != nil {
		return err
	}
	owner := c.as(c.owner, t)
	if err := owner.call(ctx, "list", http.MethodGet, "/organization/list-members?limit=50&organizationId="+c.organisation, nil, nil); err != nil {
		return err
	}
	body := map[string]string{"memberIdOrEmail": member, "organizationId": c.organisation}
	return owner.call(ctx, "remove", http.MethodPost, "/organization/remove-member", body, nil)
}
