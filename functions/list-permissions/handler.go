package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/events"
	"admit/shared/events/lines"
	"admit/shared/languages"
)

// handler has the read requests of the API.
type handler struct {
	list    access.List
	browse  access.Browse
	roles   access.Catalogue
	cursors api.Cursors
}

// handlers returns the handlers of the function's routes.
func handlers(list access.List, browse access.Browse, roles access.Catalogue, cursors api.Cursors) api.Handlers {
	h := handler{list, browse, roles, cursors}
	return api.Handlers{
		"GET /organisations/{organisationId}/invitations":                h.invitations,
		"GET /organisations/{organisationId}/invitations/{invitationId}": h.invitation,
		"GET /organisations/{organisationId}/permissions":                h.permissions,
		"GET /organisations/{organisationId}/permissions/{userId}":       h.permission,
		"GET /organisations/{organisationId}/events":                     h.events,
		"GET /organisations":                  h.organisations,
		"GET /organisations/{organisationId}": h.organisation,
		"GET /roles":                          h.catalogue,
		"GET /me":                             h.me,
	}
}

// listFor returns the lists for the caller of a request.
func (h handler) listFor(r api.Request) access.List {
	if r.Program {
		return h.list.ForProgram(r.CallerID())
	}
	return h.list
}

// browseFor returns what the caller of a request may browse.
func (h handler) browseFor(r api.Request) access.Browse {
	if r.Program {
		return h.browse.ForProgram(r.CallerID())
	}
	return h.browse
}

// viewFor returns an organisation as the caller of a request sees it. A program has no
// capabilities, because it only reads.
func viewFor(r api.Request, view access.OrganisationView) access.OrganisationView {
	if r.Program {
		view.Capabilities = nil
	}
	return view
}

func (h handler) invitations(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter(h.cursors)
	if err != nil {
		return api.Response{}, err
	}
	view, page, err := h.listFor(r).Invitations(ctx, r.CallerID(), r.Organisation(), filter)
	if err != nil {
		return api.Response{}, err
	}
	view = viewFor(r, view)
	now := h.list.Now()
	return api.ListResponse(h.cursors, r, page, func(i access.ListedInvitation) api.Invitation { return api.InvitationViewOf(view, i, now) }), nil
}

func (h handler) invitation(ctx context.Context, r api.Request) (api.Response, error) {
	view, invitation, err := h.listFor(r).Invitation(ctx, r.CallerID(), r.Organisation(), r.Invitation())
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(api.InvitationViewOf(viewFor(r, view), invitation, h.list.Now())).WithETag(invitation.VersionTag()), nil
}

func (h handler) permissions(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter(h.cursors)
	if err != nil {
		return api.Response{}, err
	}
	view, page, err := h.listFor(r).Permissions(ctx, r.CallerID(), r.Organisation(), filter)
	if err != nil {
		return api.Response{}, err
	}
	view = viewFor(r, view)
	return api.ListResponse(h.cursors, r, page, func(effective access.EffectiveAccess) api.PermissionRow {
		return api.PermissionRowViewOf(view, effective, h.roles)
	}), nil
}

func (h handler) permission(ctx context.Context, r api.Request) (api.Response, error) {
	view, effective, err := h.listFor(r).Permission(ctx, r.CallerID(), r.Organisation(), r.UserID())
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(api.PermissionRowViewOf(viewFor(r, view), effective, h.roles)).WithETag(effective.Direct.Version), nil
}

func (h handler) events(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter(h.cursors)
	if err != nil {
		return api.Response{}, err
	}
	page, err := h.listFor(r).Events(ctx, r.CallerID(), r.Organisation(), filter)
	if err != nil {
		return api.Response{}, err
	}
	response := h.eventsAs(r.Accepts("application/json", "text/csv", "application/jsonl"), r, page)
	response.Headers["Vary"] = "Accept"
	return response, nil
}

// eventsAs returns the response with a page of events in a media type.
func (h handler) eventsAs(mediaType string, r api.Request, page access.Page[access.Event]) api.Response {
	switch mediaType {
	case "text/csv":
		return api.TextResponse(h.cursors, r, page, "text/csv; charset=utf-8; header=present", lines.CSVHeading, lines.CSV)
	case "application/jsonl":
		return api.TextResponse(h.cursors, r, page, mediaType, "", lines.JSON)
	}
	return api.ListResponse(h.cursors, r, page, events.FromAccess)
}

func (h handler) organisations(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter(h.cursors)
	if err != nil {
		return api.Response{}, err
	}
	page, err := h.browse.Organisations(ctx, r.CallerID(), filter)
	if err != nil {
		return api.Response{}, err
	}
	return api.ListResponse(h.cursors, r, page, api.OrganisationViewOf), nil
}

func (h handler) organisation(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter(h.cursors)
	if err != nil {
		return api.Response{}, err
	}
	view, accounts, err := h.browseFor(r).Organisation(ctx, r.CallerID(), r.Organisation(), filter)
	if err != nil {
		return api.Response{}, err
	}
	shown := api.OrganisationWithAccountsOf(viewFor(r, view), accounts.Items, h.roles)
	shown.NextCursor = h.cursors.Of(r, accounts.Next)
	return api.OK(shown).WithETag(view.Organisation.VersionTag()), nil
}

// catalogue returns all roles, the recommended roles, the roles by category, and all
// permissions. The roles are in the reader's language.
func (h handler) catalogue(_ context.Context, r api.Request) (api.Response, error) {
	texts, language, err := languages.RoleTexts(r.AcceptLanguage())
	if err != nil {
		return api.Response{}, err
	}
	type category struct {
		Name  string     `json:"name"`
		Roles []api.Role `json:"roles"`
	}
	shown := struct {
		Recommended []api.Role `json:"recommended"`
		ByCategory  []category `json:"byCategory"`
		All         []api.Role `json:"all"`

		Permissions []access.Permission `json:"permissions"`
	}{Permissions: h.roles.Permissions()}
	indexes := map[string]int{} // in ByCategory, by the catalogue's name
	for _, entry := range h.roles.All() {
		role := api.Role(texts.In(entry))
		shown.All = append(shown.All, role)
		if role.Recommended {
			shown.Recommended = append(shown.Recommended, role)
		}
		n, known := indexes[entry.Category]
		if !known {
			n = len(shown.ByCategory)
			indexes[entry.Category] = n
			shown.ByCategory = append(shown.ByCategory, category{Name: role.Category})
		}
		shown.ByCategory[n].Roles = append(shown.ByCategory[n].Roles, role)
	}
	return api.OK(shown).InLanguage(language), nil
}

func (h handler) me(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter(h.cursors)
	if err != nil {
		return api.Response{}, err
	}
	me, err := h.browse.Me(ctx, r.CallerID(), filter)
	if err != nil {
		return api.Response{}, err
	}
	shown := struct {
		User       api.User    `json:"user"`
		Grants     []api.Grant `json:"grants"`
		NextCursor string      `json:"nextCursor,omitempty"`
	}{User: api.UserOf(me.User), Grants: []api.Grant{}, NextCursor: h.cursors.Of(r, me.Memberships.Next)}
	for _, membership := range me.Memberships.Items {
		shown.Grants = append(shown.Grants, api.GrantsOf(membership.Grants, access.Organisation{ID: membership.Organisation}, h.roles)...)
	}
	return api.OK(shown).WithETag(me.User.VersionTag()), nil
}
