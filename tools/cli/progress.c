/* SPDX-License-Identifier: Apache-2.0 */
/* Progress on standard error: a bar on a terminal, else a plain line every 30 seconds. */
#include "tools/cli/cli.h"

#include <unistd.h>

void progress_start(const cli *c, progress *p) {
    *p = (progress){.started = seconds_now()};
    bool terminal = isatty(STDERR_FILENO) == 1;
    if (option_is(c, "progress", "never") || c->log_level < LG_LOG_WARNING)
        return;
    p->bar = terminal || option_is(c, "progress", "always");
    p->plain = !p->bar;
    p->last = p->plain ? p->started : 0;
}

void progress_step(progress *p, double fraction, const char *message) {
    if (!p->bar && !p->plain)
        return;
    double now = seconds_now();
    if (now - p->last < (p->bar ? 0.1 : 30.0))
        return;
    p->last = now;
    if (p->plain) {
        fprintf(stderr, "%s\n", message);
        return;
    }
    char bar[21];
    int filled = (int)(20 * (fraction < 0 ? 0 : fraction > 1 ? 1 : fraction));
    for (int i = 0; i < 20; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[20] = '\0';
    fprintf(stderr, "\r\033[K[%s] %s", bar, message);
    (void)fflush(stderr);
    p->drawn = true;
}

void progress_end(progress *p) {
    if (p->drawn) {
        (void)fputs("\r\033[K", stderr);
        (void)fflush(stderr);
    }
    p->drawn = false;
}
