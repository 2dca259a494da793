package access

import (
	"context"
	"fmt"
	"time"
)

// DecideStore is what [Decide] reads.
type DecideStore interface {
	SnapshotReader
	DecisionReader
	OrganisationReader
	MembershipLister
}

// Decide answers what users may do. It reads the memberships that administrators
// change, strongly consistent, so an answer contains every change that was acknowledged
// before the question. It changes nothing.
type Decide struct {
	Store   DecideStore
	Roles   Catalogue
	Now     Clock
	program bool
}

// ForProgram returns the use case for a program, which may ask about everybody.
func (c Decide) ForProgram() Decide {
	c.program = true
	return c
}

// Check asks whether a user has a permission at a scope.
type Check struct {
	Permission Permission
	Scope      Scope
}

// Decision is the answer to a check. The user has the permission if Because is not
// empty.
type Decision struct {
	Organisation Organisation // zero if there is no such organisation
	Because      []Grant      // the grants that the answer rests on, up to a number: the direct ones, and then the inherited, the nearest first
}

// Decisions are the answers to checks, in the order of the checks.
type Decisions struct {
	AsOf  time.Time // just before the state was read
	Items []Decision
}

const (
	// MaxChecks is the number of checks that can be asked at once.
	MaxChecks = 100
	// MaxReasons is the number of grants that a decision names. Where many are asked for
	// at once, each names fewer, so that they name at most [MaxGrants] together.
	MaxReasons = 20
)

// reasons returns the number of grants that each of some decisions names.
func reasons(decisions int) int { return min(MaxReasons, MaxGrants/decisions) }

// Do decides for one user. The caller may ask only about themselves, unless it is a
// program. A user, an organisation or an account that does not exist has no
// permissions. An unknown permission is an error, and so is a check without an
// organisation.
func (c Decide) Do(ctx context.Context, caller, user UserID, checks []Check) (Decisions, error) {
	if err := c.mayAskAbout(caller, user); err != nil {
		return Decisions{}, err
	}
	if err := c.validate(checks); err != nil {
		return Decisions{}, err
	}
	asOf := c.asOf()
	var scopes []Scope
	for _, check := range checks {
		if ValidID(string(user)) && check.Scope.valid() {
			scopes = append(scopes, check.Scope)
		}
	}
	snapshots, err := c.Store.UserSnapshots(ctx, user, scopes)
	if err != nil {
		return Decisions{}, err
	}
	decided, now := Decisions{AsOf: asOf, Items: make([]Decision, 0, len(checks))}, c.Now()
	for _, check := range checks {
		snapshot := snapshots[check.Scope]
		snapshot.At = now
		decided.Items = append(decided.Items, snapshot.decide(c.Roles, user, check, reasons(len(checks))))
	}
	if err := c.nameAncestors(ctx, decided.Items); err != nil {
		return Decisions{}, err
	}
	return decided, nil
}

// mayAskAbout refuses a person who asks about somebody else.
func (c Decide) mayAskAbout(caller, user UserID) error {
	if !c.program && caller != user {
		return Refuse(Forbidden, "You may only ask about yourself.")
	}
	return nil
}

func (c Decide) validate(checks []Check) error {
	var wrong fieldErrors
	if len(checks) < 1 || len(checks) > MaxChecks {
		wrong.add("checks", "must be 1 to %d checks", MaxChecks)
		return wrong.err()
	}
	for n, check := range checks {
		wrong.check(fmt.Sprintf("checks[%d].permission", n), c.permissionProblem(check.Permission))
		if check.Scope.Organisation == "" {
			wrong.add(fmt.Sprintf("checks[%d].organisationId", n), "is required")
		}
	}
	return wrong.err()
}

// permissionProblem returns an error unless the catalogue has the permission.
func (c Decide) permissionProblem(p Permission) error {
	switch {
	case p == "":
		return fmt.Errorf("is required")
	case !c.Roles.HasPermission(p):
		return fmt.Errorf("is not a permission of any role")
	}
	return nil
}

// asOf returns the time of an answer, before anything is read for it.
func (c Decide) asOf() time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

// PermissionList is everything that a user may do at a scope, sorted.
type PermissionList struct {
	AsOf        time.Time
	Permissions []Permission
}

// Permissions lists what the caller may do at a scope. For a caller who may not know of
// the scope it does not exist.
func (c Decide) Permissions(ctx context.Context, caller UserID, scope Scope) (PermissionList, error) {
	if !scope.valid() {
		return PermissionList{}, errNotFound()
	}
	list := PermissionList{AsOf: c.asOf(), Permissions: []Permission{}}
	snapshots, err := c.Store.UserSnapshots(ctx, caller, []Scope{scope})
	if err != nil {
		return PermissionList{}, err
	}
	snapshot := snapshots[scope]
	snapshot.At = c.Now()
	if err := snapshot.requireVisible(caller, scope.Account); err != nil {
		return PermissionList{}, err
	}
	for _, p := range c.Roles.Permissions() {
		if len(snapshot.decide(c.Roles, caller, Check{p, scope}, 1).Because) > 0 {
			list.Permissions = append(list.Permissions, p)
		}
	}
	return list, nil
}

// Member decides for a member of an organisation, for an administrator of the whole
// organisation. An administrator of an account may not ask, because the answer can
// rest on roles that such an administrator does not see.
func (c Decide) Member(ctx context.Context, caller, user UserID, check Check) (Decisions, error) {
	asOf := c.asOf()
	snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: check.Scope, Users: usersToRead(user)})
	if err != nil {
		return Decisions{}, err
	}
	if !snapshot.administers(caller, "") {
		return Decisions{}, errNotAdministrator()
	}
	if !ValidID(string(user)) {
		return Decisions{}, errNotFound()
	}
	if err := c.permissionProblem(check.Permission); err != nil {
		return Decisions{}, InvalidField("permission", err.Error())
	}
	return Decisions{asOf, []Decision{snapshot.decide(c.Roles, user, check, MaxReasons)}}, nil
}
