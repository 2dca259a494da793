// Package accesstest proves stores. [Suite] is every promise of [access.Store]
// and [idempotency.Store] as a test; [Memory] is a store that keeps them without a
// database, for tests of what is built on one. Whatever else wants to be a store
// runs the same suite.
package accesstest
