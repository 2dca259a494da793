// Package api is the HTTP contract as the functions speak it: the route table,
// what a request must look like, who is calling, and how answers and problems
// are written. It knows the domain's errors and shapes, and no use case.
package api
