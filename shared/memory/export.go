package memory

import (
	"context"

	"admit/shared/access"
)

// Export implements [access.Store]. It has only one part.
func (m *Store) Export(ctx context.Context, _ string) (access.ExportPage, error) {
	return read(ctx, m, func() (access.ExportPage, error) {
		var page access.ExportPage
		for _, o := range m.organisations {
			page.Organisations = append(page.Organisations, copyOrganisation(o))
		}
		for _, a := range m.accounts {
			page.Accounts = append(page.Accounts, copyAccount(a))
		}
		for _, membership := range m.memberships {
			page.Memberships = append(page.Memberships, copyMembership(membership))
		}
		page.Languages = map[access.UserID]string{}
		for address, user := range m.addresses {
			if language := m.languages[address]; language != "" {
				page.Languages[user] = language
			}
		}
		page.Examined = len(page.Organisations) + len(page.Accounts) + len(page.Memberships)
		page.Total = int64(page.Examined)
		return page, nil
	})
}
