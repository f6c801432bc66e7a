/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as a picture (SVG): steps to the right, addresses upwards, one rectangle per storage; the
 * live bytes of every step as a red line, the lower bound as a dashed blue one. No script, no
 * reference to anything outside. */
#include "runtime/plan/planner.h"

enum { WIDTH = 1100, HEIGHT = 520, MARGIN = 40, MAX_RECTS = 20000 };

static void number(lg_buf *out, const char *before, double value) {
    lg_buf_text(out, before);
    /* Two decimals: a picture needs no more, and the file stays small. */
    int64_t scaled = (int64_t)(value * 100 + (value < 0 ? -0.5 : 0.5));
    lg_buf_f64(out, (double)scaled / 100);
}

static void whole(lg_buf *out, const char *before, uint64_t value) {
    lg_buf_text(out, before);
    lg_buf_i64(out, (int64_t)value);
}

static void escaped(lg_buf *out, lg_str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        switch (c) {
        case '<':
            lg_buf_text(out, "&lt;");
            break;
        case '>':
            lg_buf_text(out, "&gt;");
            break;
        case '&':
            lg_buf_text(out, "&amp;");
            break;
        case '"':
            lg_buf_text(out, "&quot;");
            break;
        default:
            lg_buf_char(out, c < 0x20 ? '?' : (char)c);
        }
    }
}

static const char *colour(const lg_storage *s) {
    static const char *const colours[] = {"#7aa6d8", "#8cc08a", "#d9c27a", "#cccccc"};
    return colours[s->kind];
}

static void title(lg_buf *out, const lg_flow *f, const lg_storage *s) {
    lg_buf_text(out, "<title>");
    if (s->value == LG_NO_ID) {
        lg_buf_text(out, "workspace of ");
        escaped(out, f->graph->nodes[f->order[s->first]].op);
    } else {
        const lg_value *v = &f->graph->values[s->value];
        escaped(out, lg_value_name(f->graph, s->value));
        lg_buf_char(out, ' ');
        lg_buf_text(out, lg_dtype_name(v->dtype));
        if (v->producer != LG_NO_ID) {
            lg_buf_text(out, " by ");
            escaped(out, f->graph->nodes[v->producer].op);
        }
    }
    whole(out, " steps [", (uint64_t)s->first);
    whole(out, ", ", (uint64_t)s->last);
    whole(out, ") ", s->bytes);
    whole(out, " bytes at ", s->offset);
    lg_buf_text(out, "</title>");
}

static void live_line(lg_buf *out, const lg_flow *f, const lg_plan *p, double sx, double sy,
                      int64_t *live) {
    for (uint32_t i = 0; i < p->n_storages; i++) {
        const lg_storage *s = &p->storages[i];
        if (s->kind == LG_STORAGE_EXTERNAL)
            continue;
        live[s->first] += (int64_t)s->bytes;
        live[s->last] -= (int64_t)s->bytes;
    }
    lg_buf_text(out, "<polyline fill=\"none\" stroke=\"#c03030\" points=\"");
    int64_t sum = 0;
    for (uint32_t t = 0; t <= f->n_steps; t++) {
        sum += live[t];
        number(out, "", MARGIN + t * sx);
        number(out, ",", HEIGHT + MARGIN - (double)sum * sy);
        number(out, " ", MARGIN + (t + 1) * sx);
        number(out, ",", HEIGHT + MARGIN - (double)sum * sy);
        lg_buf_char(out, ' ');
    }
    lg_buf_text(out, "\"/>\n");
}

lg_status lg_plan_svg(const lg_flow *f, const lg_plan *p, lg_buf *out, lg_error *err) {
    const lg_placement *at = &p->placed;
    lg_arena scratch;
    void *live = NULL;
    uint32_t left_out = 0;
    double sx = (double)WIDTH / (double)(f->n_steps + 1);
    double sy = at->height ? (double)HEIGHT / (double)at->height : 0;
    lg_arena_init(&scratch, out->allocator, 0);
    lg_status st = lg_arena_array(&scratch, (size_t)f->n_steps + 3, sizeof(int64_t), &live, err);
    if (st != LG_OK)
        return st;
    whole(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", WIDTH + 2 * MARGIN);
    whole(out, "\" height=\"", HEIGHT + 3 * MARGIN);
    lg_buf_text(out, "\" font-family=\"sans-serif\" font-size=\"12\">\n");
    for (uint32_t i = 0; i < p->n_storages; i++) {
        const lg_storage *s = &p->storages[i];
        double w = (double)(s->last - s->first) * sx, h = (double)s->bytes * sy;
        if (s->kind == LG_STORAGE_EXTERNAL || s->bytes == 0)
            continue;
        if (p->n_storages > MAX_RECTS && w * h < 1) {
            left_out++;
            continue;
        }
        number(out, "<rect x=\"", MARGIN + (double)s->first * sx);
        number(out, "\" y=\"", HEIGHT + MARGIN - (double)(s->offset + s->bytes) * sy);
        number(out, "\" width=\"", w);
        number(out, "\" height=\"", h);
        lg_buf_text(out, "\" stroke=\"#ffffff\" stroke-width=\"0.3\" fill=\"");
        lg_buf_text(out, colour(s));
        lg_buf_text(out, "\">");
        title(out, f, s);
        lg_buf_text(out, "</rect>\n");
    }
    live_line(out, f, p, sx, sy, live);
    double bound = HEIGHT + MARGIN - (double)at->lower_bound * sy;
    number(out, "<line x1=\"40\" x2=\"1140\" stroke=\"#3050c0\" stroke-dasharray=\"4\" y1=\"",
           bound);
    number(out, "\" y2=\"", bound);
    whole(out, "\"/>\n<text x=\"40\" y=\"590\">steps to the right, addresses upwards; arena ",
          at->height);
    whole(out, ", lower bound ", at->lower_bound);
    whole(out, ", storages ", p->n_storages);
    whole(out, ", peak at step ", (uint64_t)at->peak);
    if (left_out)
        whole(out, ", not drawn: ", left_out);
    lg_buf_text(out, "</text>\n</svg>\n");
    st = lg_buf_status(out, err);
    lg_arena_reset(&scratch);
    return st;
}
