package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"admit/infra/bench/lambda"
	"admit/infra/bench/world"
	"admit/shared/access"
)

// listedMembers is how many members the organisation has whose members are listed.
const listedMembers = 50

// apiFunctions answer the requests of a lifecycle.
var apiFunctions = []string{"invite", "accept", "list-permissions", "remove-access"}

// admitFixture is an organisation with an administrator, members, and people who come and go.
type admitFixture struct {
	*deployment
	organisation access.Organisation
	admin        access.Caller
	people       []person // one for each worker
}

// person has registered, and holds no role in the organisation.
type person struct {
	email  string
	caller access.Caller
}

// newAdmitFixture stores an organisation with members, and people.
func (d *deployment) newAdmitFixture(ctx context.Context, members, people int) (*admitFixture, error) {
	h := &admitFixture{deployment: d}
	var err error
	if h.organisation, h.admin, err = d.world.Organisation(ctx, "ada", false); err != nil {
		return nil, err
	}
	home, chief, err := d.world.Organisation(ctx, "home", false)
	if err != nil {
		return nil, err
	}
	for n := range members - 1 {
		if _, err := d.world.Member(ctx, h.admin, access.Scope{Organisation: h.organisation.ID}, name("member", n), world.Viewer); err != nil {
			return nil, err
		}
	}
	for n := range people {
		caller, err := d.world.Member(ctx, chief, access.Scope{Organisation: home.ID}, name("person", n), world.Viewer)
		if err != nil {
			return nil, err
		}
		h.people = append(h.people, person{world.Mailbox(name("person", n)), caller})
	}
	return h, nil
}

// admit returns the contender. With mails, each lifecycle waits for its mail.
func (h *admitFixture) admit(mails bool) contender {
	return contender{
		name: "Admit", processor: h.processor, memory: h.resident, explain: h.explain,
		lifecycle: func(ctx context.Context, worker int, t *timings) error { return h.lifecycle(ctx, worker, t, mails) },
	}
}

func (h *admitFixture) lifecycle(ctx context.Context, worker int, t *timings, mails bool) error {
	p := h.people[worker]
	admin := client{h.gateway.URL, bearer(h.admin), t}
	organisation := "/organisations/" + url.PathEscape(string(h.organisation.ID))
	var invited struct {
		ID access.InvitationID `json:"id"`
	}
	body := map[string]any{"email": p.email, "firstName": "Grace", "roles": []access.RoleID{world.Viewer}}
	if err := admin.call(ctx, "invite", http.MethodPost, organisation+"/invitations", body, &invited); err != nil {
		return err
	}
	token, err := h.token(ctx, invited.ID, mails)
	if err != nil {
		return err
	}
	invitee := client{h.gateway.URL, bearer(p.caller), t}
	if err := invitee.call(ctx, "accept", http.MethodPost, "/invitations/"+string(invited.ID)+"/accept", map[string]string{"token": token}, nil); err != nil {
		return err
	}
	if err := admin.call(ctx, "list", http.MethodGet, organisation+"/permissions?limit=50", nil, nil); err != nil {
		return err
	}
	return admin.call(ctx, "remove", http.MethodDelete, organisation+"/permissions/"+string(p.caller.ID()), nil, nil)
}

// token returns the token of the link, from the mail or without one.
func (h *admitFixture) token(ctx context.Context, id access.InvitationID, mails bool) (string, error) {
	if !mails {
		return h.world.Token(ctx, id)
	}
	select {
	case mail := <-h.cloud.Mails.Wait(string(id)):
		return mail.Token, nil
	case <-time.After(30 * time.Second):
		return "", errors.New("no mail came within 30 seconds")
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func bearer(c access.Caller) map[string]string {
	return map[string]string{"Authorization": "Bearer " + c.Subject}
}

// processor returns how long the processors have worked for all functions, and for
// DynamoDB Local.
func (d *deployment) processor() (functions, database time.Duration, err error) {
	for _, f := range d.functions {
		used, err := f.Processor()
		if err != nil {
			return 0, 0, err
		}
		functions += used
	}
	database, err = lambda.DatabaseProcessorOf(d.cloud.Database.Process.Pid)
	return functions, database, err
}

// resident returns the resident memory of all functions in octets.
func (d *deployment) resident() (octets int64) {
	for _, f := range d.functions {
		octets += f.Memory()
	}
	return octets
}
