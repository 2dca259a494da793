package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"admit/infra/bench/cloud"
	"admit/infra/bench/gateway"
	"admit/infra/bench/world"
	"admit/shared/access"
	"admit/shared/dynamo"
)

// events makes an event for a function, as often as it is asked. It stores what must
// exist before.
type events struct {
	*admitFixture
	made    int
	records chan cloud.Record // of the table's stream
}

// newEvents returns the events of a fixture, and follows its stream until the context ends.
func newEvents(ctx context.Context, h *admitFixture) *events {
	e := &events{admitFixture: h, records: make(chan cloud.Record, 100_000)}
	h.cloud.Follow(ctx, h.table, time.Millisecond, func(records []cloud.Record) {
		for _, r := range records {
			e.records <- r
		}
	})
	return e
}

// event returns an event. request is the name of a function, for an event of its most usual
// kind, or has more words.
func (e *events) event(ctx context.Context, request string) ([]byte, error) {
	e.made++
	makers := map[string]func(context.Context) ([]byte, error){
		"invite": e.invite, "accept": e.register, "list-permissions": e.list, "remove-access": e.remove, "edit-access": e.edit,
		"organisations": e.account, "decide": e.decide, "deliver": e.queued, "publish": e.happened, "delivery-status": e.delivered,
		"accept accept": e.accept, "list-permissions invitations": e.listInvitations, "accept page": e.openPage, "accept preview": e.preview,
		"operator": e.operate, "sign-in-mails": e.forgotten, "docs": e.page("/docs"), "console": e.page("/console"),
	}
	makeEvent, ok := makers[request]
	if !ok {
		return nil, errors.New("there is no event for " + request + ": add one to infra/bench/events.go")
	}
	return makeEvent(ctx)
}

// nobody is the name of a person that no other event has.
func (e *events) nobody() string { return fmt.Sprintf("newcomer-%06d", e.made) }

func (e *events) whole() access.Scope { return access.Scope{Organisation: e.organisation.ID} }

// asked returns the event of a request by the administrator to the organisation.
func (e *events) asked(method, path, query string, body any) ([]byte, error) {
	r := gateway.Request{Method: method, Path: "/organisations/" + string(e.organisation.ID) + path, Query: query, Token: e.admin.Subject}
	if method == http.MethodPut {
		r.IfMatch = "*"
	}
	return request(r, body)
}

func request(r gateway.Request, body any) ([]byte, error) {
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		r.Body = string(text)
	}
	_, event, err := gateway.Event(provider.Issuer, r)
	return event, err
}

func (e *events) invite(context.Context) ([]byte, error) {
	return e.asked(http.MethodPost, "/invitations", "", map[string]any{
		"email": world.Mailbox(e.nobody()), "firstName": "Grace", "lastName": "Hopper", "roles": []access.RoleID{world.Viewer}})
}

// invited invites somebody new and returns the path and token of the link.
func (e *events) invited(ctx context.Context) (path, token string, err error) {
	invitation, err := e.world.Invite(ctx, e.admin, e.whole(), e.nobody(), world.Viewer)
	if err != nil {
		return "", "", err
	}
	token, err = e.world.Token(ctx, invitation.ID)
	return "/invitations/" + string(invitation.ID), token, err
}

// register is the request of somebody new who accepts.
func (e *events) register(ctx context.Context) ([]byte, error) {
	path, token, err := e.invited(ctx)
	if err != nil {
		return nil, err
	}
	return request(gateway.Request{Method: http.MethodPost, Path: path + "/register"},
		map[string]string{"token": token, "firstName": "Grace", "lastName": "Hopper", "password": world.Password})
}

func (e *events) preview(ctx context.Context) ([]byte, error) {
	path, token, err := e.invited(ctx)
	if err != nil {
		return nil, err
	}
	return request(gateway.Request{Method: http.MethodPost, Path: path + "/preview"}, map[string]string{"token": token})
}

func (e *events) openPage(ctx context.Context) ([]byte, error) {
	path, _, err := e.invited(ctx)
	if err != nil {
		return nil, err
	}
	return request(gateway.Request{Method: http.MethodGet, Path: path}, nil)
}

// accept is the request of a user who accepts.
func (e *events) accept(ctx context.Context) ([]byte, error) {
	e.made++
	home, chief, err := e.world.Organisation(ctx, e.nobody()+"-home", false)
	if err != nil {
		return nil, err
	}
	user, err := e.world.Member(ctx, chief, access.Scope{Organisation: home.ID}, e.nobody(), world.Viewer)
	if err != nil {
		return nil, err
	}
	path, token, err := e.invited(ctx)
	if err != nil {
		return nil, err
	}
	return request(gateway.Request{Method: http.MethodPost, Path: path + "/accept", Token: user.Subject}, map[string]string{"token": token})
}

func (e *events) list(context.Context) ([]byte, error) {
	return e.asked(http.MethodGet, "/permissions", "limit=50", nil)
}

func (e *events) listInvitations(context.Context) ([]byte, error) {
	return e.asked(http.MethodGet, "/invitations", "limit=50", nil)
}

func (e *events) remove(ctx context.Context) ([]byte, error) {
	member, err := e.world.Member(ctx, e.admin, e.whole(), e.nobody(), world.Viewer)
	if err != nil {
		return nil, err
	}
	return e.asked(http.MethodDelete, "/permissions/"+string(member.ID()), "", nil)
}

func (e *events) edit(ctx context.Context) ([]byte, error) {
	member, err := e.world.Member(ctx, e.admin, e.whole(), e.nobody(), world.Viewer)
	if err != nil {
		return nil, err
	}
	return e.asked(http.MethodPut, "/permissions/"+string(member.ID()), "", map[string]any{
		"grants": []map[string]any{{"role": world.Viewer}, {"role": world.AccountViewer}}})
}

func (e *events) account(context.Context) ([]byte, error) {
	return e.asked(http.MethodPost, "/accounts", "", map[string]string{"name": "Shop " + e.nobody()})
}

func (e *events) decide(context.Context) ([]byte, error) {
	return request(gateway.Request{Method: http.MethodPost, Path: "/decisions", Token: e.admin.Subject}, map[string]any{
		"checks": []map[string]any{{"permission": "billing:read", "organisationId": e.organisation.ID}}})
}

func (e *events) operate(context.Context) ([]byte, error) {
	return json.Marshal(map[string]any{"action": "create-organisation", "name": "Organisation " + e.nobody(),
		"admin": map[string]string{"email": world.Mailbox(e.nobody()), "firstName": "Grace", "lastName": "Hopper"}})
}

// forgotten returns the event with which Cognito asks for the email to somebody who has
// forgotten the password.
func (e *events) forgotten(context.Context) ([]byte, error) {
	return json.Marshal(map[string]any{"version": "1", "triggerSource": "CustomMessage_ForgotPassword",
		"request":  map[string]any{"userAttributes": map[string]string{"locale": "nb-NO"}, "codeParameter": "{####}", "usernameParameter": "{username}"},
		"response": map[string]any{"emailSubject": nil, "emailMessage": nil}})
}

func (e *events) page(path string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) {
		return request(gateway.Request{Method: http.MethodGet, Path: path}, nil)
	}
}

// delivered is the report that the mail of an invitation was delivered.
func (e *events) delivered(ctx context.Context) ([]byte, error) {
	invitation, err := e.world.Invite(ctx, e.admin, e.whole(), e.nobody(), world.Viewer)
	if err != nil {
		return nil, err
	}
	_, err = e.world.Token(ctx, invitation.ID)
	return cloud.DeliveryReport(cloud.Mail{Invitation: string(invitation.ID), Attempt: 1}), err
}

// queued is the record of an invitation whose mail is queued.
func (e *events) queued(ctx context.Context) ([]byte, error) {
	return e.written(ctx, dynamo.KindInvitation)
}

// happened is the record of an event.
func (e *events) happened(ctx context.Context) ([]byte, error) {
	return e.written(ctx, dynamo.KindEvent)
}

// written invites somebody and returns the stream's record of an item of a kind.
func (e *events) written(ctx context.Context, kind string) ([]byte, error) {
	for len(e.records) > 0 {
		<-e.records
	}
	if _, err := e.world.Invite(ctx, e.admin, e.whole(), e.nobody(), world.Viewer); err != nil {
		return nil, err
	}
	for end := time.After(10 * time.Second); ; {
		select {
		case r := <-e.records:
			if found, _ := r.Kind(); found == kind {
				return json.Marshal(map[string]any{"Records": []cloud.Record{r}})
			}
		case <-end:
			return nil, errors.New("the stream has no record of the invitation")
		}
	}
}
