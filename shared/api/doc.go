// Package api is the HTTP layer of the functions. It has the route table, decodes
// requests strictly, identifies the caller, and writes responses and problems. It
// knows the types and errors of the domain. The only use case that it calls is
// [access.StillAdministrator].
package api
