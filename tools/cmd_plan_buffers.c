/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph plan --buffers: offsets for a list of buffers from a CSV file. */
#include "tools/cli/commands.h"

#include <lossgraph/plan.h>

#include <inttypes.h>

static int32_t stop(void *user) {
    (void)user;
    return interrupted;
}

static const char *status_name(const lg_plan_result *r) {
    static const char *const names[] = {"optimal", "feasible", "over_capacity", "infeasible"};
    return names[r->status < LG_COUNT(names) ? r->status : 1];
}

static double ratio(const lg_plan_result *r) {
    return r->lower_bound ? (double)r->arena / (double)r->lower_bound : 1.0;
}

static int print_json(cli *c, const lg_plan_result *r, uint32_t n, uint64_t seed) {
    json j = {0};
    json_open(&j, NULL, '{');
    json_int(&j, "schema_version", 1);
    json_int(&j, "buffers", n);
    json_int(&j, "sections", r->sections);
    json_int(&j, "lower_bound", (int64_t)r->lower_bound);
    json_int(&j, "proven", (int64_t)r->proven);
    json_int(&j, "arena", (int64_t)r->arena);
    json_real(&j, "ratio", ratio(r));
    json_text(&j, "status", status_name(r));
    json_text(&j, "by", r->by);
    json_int(&j, "nodes", (int64_t)r->nodes);
    json_int(&j, "seed", (int64_t)seed);
    json_int(&j, "sum", (int64_t)r->sum);
    json_close(&j, '}');
    return json_finish(c, &j, NULL);
}

/* Exit code 5 when the capacity is not met. */
static int judge(cli *c, const lg_plan_result *r, uint64_t capacity) {
    if (!capacity || r->arena <= capacity)
        return EXIT_OK;
    if (r->lower_bound > capacity)
        return report_failure(c, EXIT_LIMIT, 0,
                              "infeasible (lower bound %" PRIu64 " > %" PRIu64 ")", r->lower_bound,
                              capacity);
    if (r->status == LG_PLAN_INFEASIBLE)
        return report_failure(c, EXIT_LIMIT, 0, "infeasible (proven)");
    return report_failure(c, EXIT_LIMIT, 0, "not found in %" PRIu64 " nodes, best %" PRIu64,
                          r->nodes, r->arena);
}

static int place_list(cli *c, lg_plan_list *list, const char *path) {
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    lg_plan_result r;
    lg_error err = LG_ERROR_INIT;
    uint32_t n;
    const char *csv;
    size_t size;
    o.nodes = option_count(c, "nodes", 0);
    o.time_ms = (uint64_t)(option_real(c, "plan-time", 0) * 1000 + 0.5);
    o.seed = option_count(c, "seed", 0);
    o.capacity = option_count(c, "capacity", 0);
    o.align = option_count(c, "align", 0);
    o.cancel = stop;
    (void)lg_plan_list_buffers(list, &n);
    if (lg_plan_list_place(list, &o, &r, &err) != LG_OK)
        return report_error(c, &err, path, false);
    if (interrupted)
        return EXIT_INTERRUPTED;
    int fits = judge(c, &r, o.capacity), rc = EXIT_OK;
    if (c->json) {
        rc = print_json(c, &r, n, o.seed);
    } else if (!option_text(c, "output") || strcmp(option_text(c, "output"), "-") != 0) {
        printf("buffers %" PRIu32 "  sections %" PRIu32 "  lower bound %" PRIu64 "  arena %" PRIu64
               "  ratio %.4f  %s  by %s  nodes %" PRIu64 "\n",
               n, r.sections, r.lower_bound, r.arena, ratio(&r), status_name(&r), r.by, r.nodes);
    }
    if (rc == EXIT_OK && option_text(c, "output") &&
        (fits == EXIT_OK || option_times(c, "best-effort"))) {
        if (lg_plan_list_print(list, &csv, &size, &err) != LG_OK)
            return report_error(c, &err, path, false);
        rc = write_output(c, option_text(c, "output"), csv, size);
    }
    return rc == EXIT_OK ? fits : rc;
}

int plan_buffers(cli *c) {
    const char *path = option_text(c, "buffers");
    lg_plan_list *list = NULL;
    lg_buffer bytes = {0};
    lg_error err = LG_ERROR_INIT;
    int rc = open_context(c, 0);
    if (rc != EXIT_OK)
        return rc;
    if (lg_file_load(c->context, path, (uint64_t)1 << 31, &bytes, &err) != LG_OK)
        return report_error(c, &err, path, false);
    if (lg_plan_list_parse(NULL, path, bytes.data, bytes.size, &list, &err) != LG_OK)
        rc = report_error(c, &err, NULL, false);
    lg_buffer_free(&bytes);
    if (rc == EXIT_OK)
        rc = place_list(c, list, path);
    lg_plan_list_destroy(list);
    return rc;
}
