/* SPDX-License-Identifier: Apache-2.0 */
/* Packed constants belong to the weight, not to a session or a shape: one list per program. */
#include "runtime/exec/program.h"

lg_status lg_program_packed(lg_program *program, const lg_graph *graph, lg_id value, uint64_t key,
                            size_t bytes, void (*pack)(const void *arg, void *dst), const void *arg,
                            const void **out, lg_error *err) {
    const lg_allocator *a = &program->context->allocator;
    lg_status st = LG_OK;
    lg_mutex_lock(&program->mutex);
    lg_packed *p = program->packed;
    while (p && !(p->graph == graph && p->value == value && p->key == key && p->bytes == bytes))
        p = p->next;
    if (!p) {
        void *entry = NULL, *data = NULL;
        st = lg_alloc_zero(a, sizeof *p, &entry, err);
        if (st == LG_OK && (st = lg_alloc_raw(a, bytes, &data, err)) != LG_OK)
            lg_free(a, entry, sizeof *p);
        if (st == LG_OK) {
            p = entry;
            *p = (lg_packed){program->packed, graph, value, key, bytes, data};
            pack(arg, data);
            program->packed = p;
        }
    }
    if (st == LG_OK)
        *out = p->data;
    lg_mutex_unlock(&program->mutex);
    return st;
}

void lg_program_free_packed(lg_program *program) {
    const lg_allocator *a = &program->context->allocator;
    while (program->packed) {
        lg_packed *p = program->packed;
        program->packed = p->next;
        lg_free(a, p->data, p->bytes);
        lg_free(a, p, sizeof *p);
    }
}
