package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/events"
)

// reader answers what can be asked.
type reader struct {
	list   access.List
	browse access.Browse
	roles  access.Catalogue
}

func handlers(list access.List, browse access.Browse, roles access.Catalogue) api.Handlers {
	read := reader{list, browse, roles}
	return api.Handlers{
		"GET /organisations/{organisationId}/invitations":                read.invitations,
		"GET /organisations/{organisationId}/invitations/{invitationId}": read.invitation,
		"GET /organisations/{organisationId}/permissions":                read.permissions,
		"GET /organisations/{organisationId}/permissions/{userId}":       read.permission,
		"GET /organisations/{organisationId}/events":                     read.events,
		"GET /organisations":                  read.organisations,
		"GET /organisations/{organisationId}": read.organisation,
		"GET /roles":                          read.catalogue,
		"GET /me":                             read.me,
	}
}

func (read reader) invitations(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter()
	if err != nil {
		return api.Response{}, err
	}
	page, err := read.list.Invitations(ctx, r.User(), r.Organisation(), filter)
	if err != nil {
		return api.Response{}, err
	}
	now := read.list.Now()
	return api.Listed(r, page, func(i access.Invitation) api.Invitation { return api.InvitationOf(i, now) }), nil
}

func (read reader) invitation(ctx context.Context, r api.Request) (api.Response, error) {
	invitation, err := read.list.Invitation(ctx, r.User(), r.Organisation(), r.Invitation())
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(api.InvitationOf(invitation, read.list.Now())).Tagged(invitation.VersionTag()), nil
}

func (read reader) permissions(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter()
	if err != nil {
		return api.Response{}, err
	}
	organisation, page, err := read.list.Permissions(ctx, r.User(), r.Organisation(), filter)
	if err != nil {
		return api.Response{}, err
	}
	return api.Listed(r, page, func(s access.EffectiveAccess) api.Row { return api.RowOf(organisation, s, read.roles) }), nil
}

func (read reader) permission(ctx context.Context, r api.Request) (api.Response, error) {
	organisation, effective, err := read.list.Permission(ctx, r.User(), r.Organisation(), r.UserID())
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(api.RowOf(organisation, effective, read.roles)).Tagged(effective.Direct.Version), nil
}

func (read reader) events(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter()
	if err != nil {
		return api.Response{}, err
	}
	page, err := read.list.Events(ctx, r.User(), r.Organisation(), filter)
	if err != nil {
		return api.Response{}, err
	}
	return api.Listed(r, page, events.Of), nil
}

func (read reader) organisations(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter()
	if err != nil {
		return api.Response{}, err
	}
	page, err := read.browse.Organisations(ctx, r.User(), filter)
	if err != nil {
		return api.Response{}, err
	}
	return api.Listed(r, page, api.SeenOf), nil
}

func (read reader) organisation(ctx context.Context, r api.Request) (api.Response, error) {
	organisation, accounts, err := read.browse.Organisation(ctx, r.User(), r.Organisation())
	if err != nil {
		return api.Response{}, err
	}
	shown := struct {
		api.Organisation
		Accounts []api.Account `json:"accounts"`
	}{api.SeenOf(organisation), make([]api.Account, 0, len(accounts))}
	for _, account := range accounts {
		shown.Accounts = append(shown.Accounts, api.Account{ID: account.ID, Name: account.Name})
	}
	return api.OK(shown), nil
}

// catalogue shows the roles in the three ways in which they are browsed.
func (read reader) catalogue(context.Context, api.Request) (api.Response, error) {
	type category struct {
		Name  string     `json:"name"`
		Roles []api.Role `json:"roles"`
	}
	shown := struct {
		Recommended []api.Role `json:"recommended"`
		ByCategory  []category `json:"byCategory"`
		All         []api.Role `json:"all"`
	}{}
	at := map[string]int{}
	for _, entry := range read.roles.All() {
		role := api.Role(entry)
		shown.All = append(shown.All, role)
		if role.Recommended {
			shown.Recommended = append(shown.Recommended, role)
		}
		n, known := at[role.Category]
		if !known {
			n = len(shown.ByCategory)
			at[role.Category] = n
			shown.ByCategory = append(shown.ByCategory, category{Name: role.Category})
		}
		shown.ByCategory[n].Roles = append(shown.ByCategory[n].Roles, role)
	}
	return api.OK(shown), nil
}

func (read reader) me(ctx context.Context, r api.Request) (api.Response, error) {
	me, err := read.browse.Me(ctx, r.User())
	if err != nil {
		return api.Response{}, err
	}
	shown := struct {
		User   api.User    `json:"user"`
		Grants []api.Grant `json:"grants"`
	}{User: api.UserOf(me.User), Grants: []api.Grant{}}
	for _, membership := range me.Memberships {
		shown.Grants = append(shown.Grants, api.GrantsOf(membership.Grants, access.Organisation{ID: membership.Organisation}, read.roles)...)
	}
	return api.OK(shown), nil
}
