/* SPDX-License-Identifier: Apache-2.0 */
/* Placement of buffer lists: height, proof and processor time of one file each.
 * usage: bench_plan [--nodes N] [--time SECONDS] [--seed N] [--capacity N] FILE.csv...
 * Without files, a rectangle of 120 pieces. */
#include "runtime/base/file.h"
#include "tests/runtime/plan/placements.h"

#include <lossgraph/plan.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int show(const char *name, lg_status st, const lg_plan_result *r, uint32_t n, double began,
                const lg_error *err) {
    if (st != LG_OK) {
        fprintf(stderr, "%s: %s\n", name, err->message);
        return 1;
    }
    double seconds = cpu_seconds() - began;
    printf(
        "%-36s %6u buffers  bound %12llu  ratio %.4f  proven %.4f  %8.4f s  %9llu nodes  by %s\n",
        name, n, (unsigned long long)r->lower_bound,
        (double)r->arena / (double)(r->lower_bound ? r->lower_bound : 1),
        (double)r->proven / (double)(r->lower_bound ? r->lower_bound : 1), seconds,
        (unsigned long long)r->nodes, r->by);
    return 0;
}

static int bench_file(const char *path, const lg_plan_options *o) {
    lg_allocator a = lg_allocator_default();
    lg_error err = LG_ERROR_INIT;
    lg_plan_list *list = NULL;
    lg_plan_result r = {0};
    void *text = NULL;
    size_t size = 0;
    uint32_t n = 0;
    lg_status st = lg_file_read(&a, path, (uint64_t)1 << 31, &text, &size, &err);
    if (st == LG_OK)
        st = lg_plan_list_parse(NULL, path, text, size, &list, &err);
    double began = cpu_seconds();
    if (st == LG_OK) {
        (void)lg_plan_list_buffers(list, &n);
        st = lg_plan_list_place(list, o, &r, &err);
    }
    const char *name = strrchr(path, '/');
    int rc = show(name ? name + 1 : path, st, &r, n, began, &err);
    lg_plan_list_destroy(list);
    lg_free(&a, text, size + 1);
    return rc;
}

static int bench_rectangle(const lg_plan_options *o) {
    enum { N = 120 };
    lg_storage s[N];
    lg_plan_buffer b[N];
    lg_plan_result r = {0};
    lg_error err = LG_ERROR_INIT;
    uint64_t seed = 23757;
    cut_rectangle(&seed, s, N, 60, 1000);
    for (uint32_t i = 0; i < N; i++)
        b[i] = (lg_plan_buffer){
            .lower = s[i].first, .upper = s[i].last, .size = s[i].bytes, .fixed = -1};
    double began = cpu_seconds();
    lg_status st = lg_plan_buffers(NULL, b, N, o, &r, &err);
    return show("rectangle", st, &r, N, began, &err);
}

int main(int argc, char **argv) {
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    int rc = 0, files = 0;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "0";
        if (strcmp(argv[i], "--nodes") == 0)
            o.nodes = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            o.seed = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--capacity") == 0)
            o.capacity = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--time") == 0)
            o.time_ms = (uint64_t)(strtod(value, NULL) * 1000);
        else {
            files++;
            rc |= bench_file(argv[i], &o);
            continue;
        }
        i++;
    }
    return files ? rc : bench_rectangle(&o);
}
