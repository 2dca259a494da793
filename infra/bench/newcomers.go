package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"

	"admit/infra/bench/world"
	"admit/shared/access"
)

// newcomers makes lifecycles of people who are new: each is invited by mail, opens the page,
// registers, is listed and removed.
type newcomers struct {
	*admitFixture
	made atomic.Int64
}

// newcomerRequests is the number of requests to the API of one such lifecycle.
const newcomerRequests = 6

// contender returns the newcomers as a contender.
func (g *newcomers) contender() contender {
	return contender{name: "newcomers", processor: g.processor, memory: g.resident, lifecycle: g.lifecycle}
}

func (g *newcomers) lifecycle(ctx context.Context, _ int, t *timings) error {
	admin, anyone := client{g.gateway.URL, bearer(g.admin), t}, client{g.gateway.URL, nil, t}
	organisation := "/organisations/" + string(g.organisation.ID)
	var invited struct {
		ID access.InvitationID `json:"id"`
	}
	email := world.Mailbox(fmt.Sprintf("guest-%06d", g.made.Add(1)))
	body := map[string]any{"email": email, "firstName": "Grace", "lastName": "Hopper", "roles": []access.RoleID{world.Viewer}}
	if err := admin.call(ctx, "invite", http.MethodPost, organisation+"/invitations", body, &invited); err != nil {
		return err
	}
	token, err := g.token(ctx, invited.ID, true)
	if err != nil {
		return err
	}
	link, secret := "/invitations/"+string(invited.ID), map[string]string{"token": token}
	if err := anyone.call(ctx, "page", http.MethodGet, link, nil, nil); err != nil {
		return err
	}
	if err := anyone.call(ctx, "preview", http.MethodPost, link+"/preview", secret, nil); err != nil {
		return err
	}
	var registered struct {
		User struct {
			ID access.UserID `json:"id"`
		} `json:"user"`
	}
	person := map[string]string{"token": token, "firstName": "Grace", "lastName": "Hopper", "password": world.Password}
	if err := anyone.call(ctx, "register", http.MethodPost, link+"/register", person, &registered); err != nil {
		return err
	}
	if err := admin.call(ctx, "list", http.MethodGet, organisation+"/permissions?limit=50", nil, nil); err != nil {
		return err
	}
	return admin.call(ctx, "remove", http.MethodDelete, organisation+"/permissions/"+string(registered.User.ID), nil, nil)
}
