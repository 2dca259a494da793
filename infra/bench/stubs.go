package main

var first, own, waits, dollars, growth, lifecycles, mails, archives figure
