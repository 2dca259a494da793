/** The location state of a navigation that loses no input, because the input was saved or discarded. See LeaveGuard. */
export const nothingToLose = "nothing-to-lose";
