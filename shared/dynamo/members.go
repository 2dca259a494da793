package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// Members reads the rows of an organisation where they are listed, sorted by
// address. It reads on until the page is full and one more row is known to
// follow: a position is only ever that of a row that the caller was shown.
func (s Store) Members(ctx context.Context, q access.MemberQuery) (access.Page[access.Row], error) {
	page := access.Page[access.Row]{Items: []access.Row{}}
	last := ""
	read := query{partition: membersPartition(q.Organisation), prefix: q.Prefix, after: q.After, page: q.Limit + 1}
	err := s.query(ctx, read, func(item map[string]types.AttributeValue) (bool, error) {
		stored, err := readRow(item)
		if err != nil {
			return false, err
		}
		row, wanted := stored, true
		if q.Match != nil {
			row, wanted = q.Match(stored)
		}
		switch {
		case !wanted:
			return true, nil
		case len(page.Items) == q.Limit:
			page.Next = last
			return false, nil
		}
		page.Items, last = append(page.Items, row), keyOf(item).sort
		return true, nil
	})
	return page, err
}

// row writes a permission row in both its places: under the user, where
// authority is read, and under the organisation, where it is listed.
func (t *transaction) row(before, after access.Row) {
	at, listed := rowKey(after.User.ID, after.Organisation), memberKey(after.Organisation, after.User)
	condition, values := "#version = :version", args{":version": before.Version}
	if before.Version == "" {
		condition, values = absent, nil
	}
	if len(after.Grants) == 0 {
		t.delete(at, condition, values)
		t.delete(listed, "", nil)
		return
	}
	t.put(rowToItem(at, "row", after), condition, values)
	t.put(rowToItem(listed, "member", after), "", nil)
}

// admins keeps the number of the organisation's own administrators. Unless it
// may be left without one, the last does not go.
func (t *transaction) admins(before, after access.Row, leaderless bool) {
	change := access.AdminsChange(before, after)
	if change == 0 {
		return
	}
	condition, values := "attribute_exists(pk)", args{":change": change}
	if change < 0 && !leaderless {
		condition, values[":least"] = "#admins > :least", 1
	}
	t.update(organisationKey(after.Organisation), "ADD #admins :change", condition, values)
}

// witness makes the transaction rest on a grant. One in the very row that the
// transaction writes must stand in what was there before, which the row's
// version proves.
func (t *transaction) witness(w *access.Witness, before, after access.Row) {
	switch {
	case w == nil:
	case w.User == after.User.ID && w.Scope.Organisation == after.Organisation:
		if !before.Holds(w.Role, w.Scope) {
			t.err = errors.Join(t.err, access.ErrStale)
		}
	default:
		t.check(rowKey(w.User, w.Scope.Organisation), "attribute_exists(#grants.#grant)",
			args{"#grant": grantName(w.Role, w.Scope.Account)})
	}
}
