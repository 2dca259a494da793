// Package fetch reads what an OpenID Connect provider publishes: the description of the
// provider, and its keys.
package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// Document returns a JSON document of at most so many octets. It follows no redirect,
// because the document must come from the address itself.
func Document(ctx context.Context, client *http.Client, address string, octets int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	direct := *client
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := direct.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", address, response.Status)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, octets+1))
	if err == nil && int64(len(text)) > octets {
		err = fmt.Errorf("%s is larger than %d octets", address, octets)
	}
	return text, err
}
