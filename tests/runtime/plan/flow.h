/* SPDX-License-Identifier: Apache-2.0 */
/* A flow from ONNX text with toy operators: every value that a node makes is planned, with the size
 * that its type says; views follow their input. */
#ifndef LG_TESTS_PLAN_FLOW_H
#define LG_TESTS_PLAN_FLOW_H

#include "tests/support/toy.h"

#include "runtime/graph/text.h"
#include "runtime/plan/planner.h"
#include "runtime/registry/registry.h"

typedef struct test_flow {
    lg_arena arena;
    lg_registry *registry;
    lg_flow flow;
    lg_update updates[4];
} test_flow;

static inline void *test_array(lg_arena *arena, size_t n, size_t size) {
    void *p = NULL;
    assert_int_equal(lg_arena_array(arena, n, size, &p, NULL), LG_OK);
    return p;
}

static inline lg_id test_value(const test_flow *t, const char *name) {
    lg_id id = lg_graph_find(t->flow.graph, lg_str_of(name));
    assert_int_not_equal(id, LG_NO_ID);
    return id;
}

/* `states`: "w=w2 v=v2", inputs that are variables and their new values; may be NULL. */
static inline void test_flow_open(void **state, test_flow *t, const char *text,
                                  const char *states) {
    lg_module *m = NULL;
    memset(t, 0, sizeof *t);
    lg_arena_init(&t->arena, lg_test_allocator(state), 0);
    t->registry = toy_registry(state);
    assert_int_equal(lg_text_parse_model(&t->arena, text, strlen(text), 8, &m, NULL), LG_OK);
    lg_graph *g = m->main;
    t->flow.graph = g;
    t->flow.order = g->order;
    t->flow.n_steps = g->n_order;
    lg_id *root = test_array(&t->arena, g->n_values, sizeof *root);
    uint8_t *cls = test_array(&t->arena, g->n_values, 1);
    uint64_t *bytes = test_array(&t->arena, g->n_values, sizeof *bytes);
    for (lg_id v = 0; v < g->n_values; v++) {
        root[v] = v;
        cls[v] = g->values[v].producer == LG_NO_ID ? LG_FLOW_FIXED : LG_FLOW_PLANNED;
    }
    for (uint32_t i = 0; i < g->n_order; i++) {
        lg_node *n = &g->nodes[g->order[i]];
        assert_int_equal(lg_node_bind(t->registry, g, n, 1, &t->arena, NULL), LG_OK);
        if (n->desc->flags & LG_OP_VIEW)
            root[n->out[0]] = root[n->in[0]];
        for (uint32_t k = 0; k < n->n_out; k++) {
            lg_value *v = &g->values[n->out[k]];
            const lg_value *x = &g->values[n->in[0]];
            if (v->rank < 0) {
                v->rank = x->rank;
                v->dims = x->dims;
            }
        }
    }
    for (lg_id v = 0; v < g->n_values; v++) {
        int64_t count = 1;
        for (int32_t i = 0; i < g->values[v].rank; i++)
            count *= g->values[v].dims[i];
        bytes[v] = (uint64_t)count * sizeof(float);
    }
    for (const char *p = states; p && *p;) {
        lg_update *u = &t->updates[t->flow.n_updates++];
        size_t n = strcspn(p, "="), k = strcspn(p + n + 1, " ");
        u->state = lg_graph_find(g, (lg_str){p, n});
        u->value = lg_graph_find(g, (lg_str){p + n + 1, k});
        cls[u->state] = LG_FLOW_STATE;
        p += n + 1 + k;
        p += *p == ' ';
    }
    t->flow.root = root;
    t->flow.cls = cls;
    t->flow.bytes = bytes;
    t->flow.updates = t->updates;
}

static inline void test_flow_close(test_flow *t) {
    lg_arena_reset(&t->arena);
    lg_registry_destroy(t->registry);
}

#endif
