package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"admit/infra/bench/world"
	"admit/shared/access"
)

// growthRequest is a request whose cost is measured. prepare stores what must exist
// before, and is not measured.
type growthRequest struct {
	name    string
	prepare func(ctx context.Context) (func() error, error)
}

// pageSize is the number of rows of a page.
const pageSize = 50

// requests are the requests to an organisation.
func (g *grown) requests() []growthRequest {
	whole := access.Filter{Limit: pageSize}
	list := []growthRequest{
		g.permissions("permissions, first page", g.admin, whole),
		g.permissionsByCursor(),
		g.permissions("permissions by email", g.admin, access.Filter{Limit: pageSize, Email: fmt.Sprintf("member-%07d", g.size.members-1)}),
		g.permissions("permissions by role", g.admin, access.Filter{Limit: pageSize, Role: world.AccountViewer}),
		g.permissions("permissions by account", g.admin, access.Filter{Limit: pageSize, Account: g.account.ID}),
		g.permissions("permissions, as Account Admin", g.deputy, whole),
		g.invitations("invitations, first page", whole),
	}
	for _, status := range access.Statuses {
		list = append(list, g.invitations("invitations, "+string(status), access.Filter{Limit: pageSize, Status: []access.Status{status}}))
	}
	return append(list,
		g.invitations("invitations by email", access.Filter{Limit: pageSize, Email: fmt.Sprintf("closed-%07d", g.size.closed-1)}),
		g.invitations("invitations by account", access.Filter{Limit: pageSize, Account: g.account.ID}),
		growthRequest{"invite", g.invite}, growthRequest{"accept", g.accept}, growthRequest{"remove", g.remove}, growthRequest{"decide", g.decide},
		growthRequest{"GET organisation", g.browseOne}, growthRequest{"GET organisations", g.browseAll},
	)
}

func ready(do func() error) (func() error, error) { return do, nil }

func (g *grown) listing() access.List {
	return access.List{Store: g.world.Store, Roles: g.world.Roles, Now: time.Now}
}

func (g *grown) permissions(name string, caller access.Caller, f access.Filter) growthRequest {
	return growthRequest{name, func(ctx context.Context) (func() error, error) {
		return ready(func() error {
			_, _, err := g.listing().Permissions(ctx, caller.ID(), g.organisation.ID, f)
			return err
		})
	}}
}

// permissionsByCursor reads the second page.
func (g *grown) permissionsByCursor() growthRequest {
	return growthRequest{"permissions, second page", func(ctx context.Context) (func() error, error) {
		f := access.Filter{Limit: pageSize}
		_, page, err := g.listing().Permissions(ctx, g.admin.ID(), g.organisation.ID, f)
		if f.After = page.Next; err == nil && f.After == "" {
			err = errors.New("there is no second page")
		}
		return func() error {
			_, _, err := g.listing().Permissions(ctx, g.admin.ID(), g.organisation.ID, f)
			return err
		}, err
	}}
}

func (g *grown) invitations(name string, f access.Filter) growthRequest {
	return growthRequest{name, func(ctx context.Context) (func() error, error) {
		return ready(func() error {
			_, _, err := g.listing().Invitations(ctx, g.admin.ID(), g.organisation.ID, f)
			return err
		})
	}}
}

// someone returns the name of a person that nothing else has.
func (g *grown) someone() string {
	g.made++
	return fmt.Sprintf("someone-%d-%d", g.size.members, g.made)
}

func (g *grown) scope() access.Scope { return access.Scope{Organisation: g.organisation.ID} }

func (g *grown) invite(ctx context.Context) (func() error, error) {
	return ready(func() error {
		_, err := g.world.Invite(ctx, g.admin, g.scope(), g.someone(), world.Viewer)
		return err
	})
}

func (g *grown) accept(ctx context.Context) (func() error, error) {
	name := g.someone()
	home, chief, err := g.world.Organisation(ctx, name+"-home", false)
	if err != nil {
		return nil, err
	}
	user, err := g.world.Member(ctx, chief, access.Scope{Organisation: home.ID}, name, world.Viewer)
	if err != nil {
		return nil, err
	}
	invitation, err := g.world.Invite(ctx, g.admin, g.scope(), name, world.Viewer)
	if err != nil {
		return nil, err
	}
	token, err := g.world.Token(ctx, invitation.ID)
	return func() error {
		accept := access.Accept{Store: g.world.Store, Identities: g.world.Identities, Roles: g.world.Roles, Limits: world.Limits, Now: time.Now}
		_, err := accept.Do(ctx, user, invitation.ID, access.AcceptRequest{Token: token})
		return err
	}, err
}

func (g *grown) remove(ctx context.Context) (func() error, error) {
	member, err := g.world.Member(ctx, g.admin, g.scope(), g.someone(), world.Viewer)
	return func() error {
		_, err := access.Remove{Store: g.world.Store, Now: time.Now}.Do(ctx, g.admin.ID(), g.scope(), member.ID())
		return err
	}, err
}

func (g *grown) decide(ctx context.Context) (func() error, error) {
	return ready(func() error {
		decide := access.Decide{Store: g.world.Store, Roles: g.world.Roles, Now: time.Now}
		_, err := decide.Do(ctx, g.deputy.ID(), g.deputy.ID(), []access.Check{{Permission: "billing:read", Scope: access.Scope{Organisation: g.organisation.ID, Account: g.account.ID}}})
		return err
	})
}

func (g *grown) browseOne(ctx context.Context) (func() error, error) {
	return ready(func() error {
		_, _, err := access.Browse{Store: g.world.Store}.Organisation(ctx, g.admin.ID(), g.organisation.ID, access.Filter{Limit: pageSize})
		return err
	})
}

func (g *grown) browseAll(ctx context.Context) (func() error, error) {
	return ready(func() error {
		_, err := access.Browse{Store: g.world.Store}.Organisations(ctx, g.admin.ID(), access.Filter{Limit: pageSize})
		return err
	})
}
