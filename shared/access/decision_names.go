package access

import (
	"context"
	"slices"
)

// nameAncestors gives the organisations above, from which grants of the decisions are
// inherited, their present names. It reads them only if there is such a grant: a decision
// that rests on what the user holds in the organisation itself waits for nothing more.
func (c Decide) nameAncestors(ctx context.Context, decisions []Decision) error {
	var above []OrganisationID
	for _, d := range decisions {
		for _, g := range d.Because {
			if g.Scope.Organisation != d.Organisation.ID {
				above = append(above, g.Scope.Organisation)
			}
		}
	}
	if len(above) == 0 {
		return nil
	}
	found, err := c.Store.Organisations(ctx, above)
	if err != nil {
		return err
	}
	for n := range decisions {
		decisions[n].Organisation = decisions[n].Organisation.withNames(found)
	}
	return nil
}

// withNames returns the organisation with the present names of those above it that are
// among the given ones.
func (o Organisation) withNames(known []Organisation) Organisation {
	o.Ancestors = slices.Clone(o.Ancestors)
	for _, organisation := range known {
		if above := o.ancestor(organisation.ID); above != nil {
			above.Name = organisation.Name
		}
	}
	return o
}
