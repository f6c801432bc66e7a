/* SPDX-License-Identifier: Apache-2.0 */
/* Reader and runner of .lgt case files.
 *
 *   case    NAME                       starts a case
 *   op      DOMAIN::OP VERSION         opset version of the domain
 *   attr    NAME VALUE …               may repeat
 *   in      NAME TYPE [DIMS] SOURCE    inputs in order, or `in NAME absent`; add `const` before
 *                                      SOURCE when infer may see the value (the default shows
 *                                      values of all inputs, then hides all, and compares)
 *   out     NAME TYPE [DIMS] SOURCE    expected output, `out NAME unwanted`, `out NAME any` (not
 *                                      compared), `out NAME body` (compared with the body)
 *   value   rtol R atol A              compares with `out`, or with the body when none is listed
 *   grad    rtol R atol A step S       gradient rule against central differences in double; with
 *                                      `only K` at the end, of output K alone
 *   error   STATUS word …              the run has to fail like this
 *
 * SOURCE: `values V …`, `fill V`, `iota START STEP`, `uniform LO HI seed N`,
 * `choice N seed N` (integers in [0, N)), `bits N seed N`. A line that begins with a blank
 * continues the one before;
 * `#` starts a comment. Every case without `error` is run with 1, 2 and 7 threads and compared
 * bitwise. */
#ifndef LG_TESTS_CASES_H
#define LG_TESTS_CASES_H

/* Runs every case of tests/<path>; prints failures; returns their number. */
int lg_cases_run(const char *path);
/* Body of a cmocka test: runs all case files of tests/<folder> whose name is in the NULL-terminated
 * list, failing the test when any case fails. */
void lg_cases_check(const char *folder, const char *const *names);

#endif
