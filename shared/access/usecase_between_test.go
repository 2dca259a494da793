package access_test

import (
	"context"

	"admit/shared/access"
)

// between is a store in which something happens right before a write, which
// was decided on what then holds no longer.
type between struct {
	Store
	accept, close, change, forget, found, open, amend, renew func()
}

func once(do *func()) {
	if happens := *do; happens != nil {
		*do = nil
		happens()
	}
}

func (b *between) Accept(ctx context.Context, w access.Acceptance) error {
	once(&b.accept)
	return b.Store.Accept(ctx, w)
}

func (b *between) Close(ctx context.Context, w access.Closing) error {
	once(&b.close)
	return b.Store.Close(ctx, w)
}

func (b *between) Change(ctx context.Context, w access.Change) error {
	once(&b.change)
	return b.Store.Change(ctx, w)
}

func (b *between) ForgetUser(ctx context.Context, u access.User) error {
	once(&b.forget)
	return b.Store.ForgetUser(ctx, u)
}

func (b *between) CreateOrganisation(ctx context.Context, w access.Founding) error {
	once(&b.found)
	return b.Store.CreateOrganisation(ctx, w)
}

func (b *between) CreateAccount(ctx context.Context, w access.Opening) error {
	once(&b.open)
	return b.Store.CreateAccount(ctx, w)
}

func (b *between) Amend(ctx context.Context, w access.Amendment) error {
	once(&b.amend)
	return b.Store.Amend(ctx, w)
}

func (b *between) Renew(ctx context.Context, w access.Renewal) error {
	once(&b.renew)
	return b.Store.Renew(ctx, w)
}
