package main

import (
	"context"
	"encoding/json"

	"admit/shared/access"
	"admit/shared/api"
)

// hashAddress returns the hash that names an address in the logs.
func (h handler) hashAddress(_ context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string `json:"action"`
		Email  string `json:"email"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	address, err := access.ParseAddress(body.Email)
	if err != nil {
		return nil, access.InvalidField("email", err.Error())
	}
	return map[string]any{"addressHash": h.hashes.Hash(address)}, nil
}
