/* SPDX-License-Identifier: Apache-2.0 */
/* Iterative scan of protobuf wire bytes. */
#include "runtime/onnx/wire.h"

#include "runtime/base/utf8.h"

#include <string.h>

enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };
enum { raw_data_field = 9, max_tag_bytes = 5, max_length_bytes = 5, max_varint_bytes = 10 };

typedef struct frame {
    const ProtobufCMessageDescriptor *type;
    size_t end;        /* first byte behind the message */
    uint64_t seen;     /* bit i: the singular message field at position i occurred */
    size_t out_prefix; /* of its length in the skeleton, prefix_bytes wide */
    uint32_t prefix_bytes;
} frame;

typedef struct scan {
    const uint8_t *bytes;
    size_t at, out_at;
    uint8_t *skeleton;
    uint64_t budget;
    lg_wire_info info;
    uint32_t depth;
    frame frames[LG_WIRE_DEPTH];
    lg_error *err;
} scan;

typedef struct field {
    const ProtobufCFieldDescriptor *known; /* NULL: unknown */
    uint32_t number, wire;
    size_t start; /* of the tag */
} field;

static lg_status bad(scan *s, const char *what) {
    const frame *f = &s->frames[s->depth - 1];
    return lg_fail(s->err, LG_E_PARSE, "not a valid protobuf message: %s at byte %zu, in %s", what,
                   s->at, f->type->short_name);
}

static lg_status bad_field(scan *s, const field *x, const char *what) {
    const frame *f = &s->frames[s->depth - 1];
    return lg_fail(s->err, LG_E_PARSE, "not a valid protobuf message: %s.%s at byte %zu %s",
                   f->type->short_name, x->known->name, x->start, what);
}

/* A varint of at most `max_bytes` bytes inside the current message. */
static lg_status read_varint(scan *s, uint32_t max_bytes, const char *what, uint64_t *out) {
    size_t end = s->frames[s->depth - 1].end;
    uint64_t v = 0;
    for (uint32_t i = 0; i < max_bytes; i++) {
        if (s->at + i >= end)
            return bad(s, what);
        uint8_t b = s->bytes[s->at + i];
        if (i == max_varint_bytes - 1 && b > 1)
            return bad(s, what);
        v |= (uint64_t)(b & 0x7F) << (7 * i);
        if (!(b & 0x80)) {
            s->at += i + 1;
            *out = v;
            return LG_OK;
        }
    }
    return bad(s, what);
}

static void emit(scan *s, size_t from, size_t to) {
    if (s->skeleton)
        memcpy(s->skeleton + s->out_at, s->bytes + from, to - from);
    s->out_at += to - from;
}

/* A length in a fixed number of bytes: continuation bits pad it. */
static void put_length(uint8_t *p, uint32_t width, size_t value) {
    for (uint32_t i = 0; i < width; i++) {
        p[i] = (uint8_t)((value & 0x7F) | (i + 1 < width ? 0x80 : 0));
        value >>= 7;
    }
}

static void put_u32(uint8_t *p, size_t v) {
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (8 * i));
}

static size_t get_u32(const uint8_t *p) {
    return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
}

void lg_wire_mark(const uint8_t mark[LG_WIRE_MARK], size_t *out_offset, size_t *out_size) {
    *out_offset = get_u32(mark);
    *out_size = get_u32(mark + 4);
}

/* The tag, the length byte and the mark. */
static void emit_mark(scan *s, const field *x, size_t tag_end, size_t size) {
    emit(s, x->start, tag_end);
    if (s->skeleton) {
        s->skeleton[s->out_at] = LG_WIRE_MARK;
        put_u32(s->skeleton + s->out_at + 1, s->at);
        put_u32(s->skeleton + s->out_at + 5, size);
    }
    s->out_at += 1 + LG_WIRE_MARK;
}

static uint32_t wire_of(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return WIRE_FIXED64;
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return WIRE_FIXED32;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return WIRE_BYTES;
    default:
        return WIRE_VARINT;
    }
}

static lg_status read_tag(scan *s, field *x) {
    uint64_t tag = 0;
    x->start = s->at;
    LG_TRY(read_varint(s, max_tag_bytes, "a bad field tag", &tag));
    uint64_t number = tag >> 3;
    x->wire = (uint32_t)(tag & 7);
    if (number == 0 || number > ((uint64_t)1 << 29) - 1)
        return bad(s, "a field number out of range");
    x->number = (uint32_t)number;
    if (x->wire == 3 || x->wire == 4)
        return bad(s, "a group");
    if (x->wire > 5)
        return bad(s, "an unknown wire type");
    const frame *f = &s->frames[s->depth - 1];
    x->known = protobuf_c_message_descriptor_get_field(f->type, x->number);
    if (!x->known) {
        if (++s->info.unknown > s->budget)
            return lg_fail(s->err, LG_E_LIMIT,
                           "more than %llu unknown fields (limit proto_budget_factor)",
                           (unsigned long long)s->budget);
        return LG_OK;
    }
    uint32_t want = wire_of(x->known->type);
    bool packed = x->known->label == PROTOBUF_C_LABEL_REPEATED && x->wire == WIRE_BYTES;
    if (x->wire != want && !packed)
        return bad_field(s, x, "has the wrong wire type");
    return LG_OK;
}

static lg_status enter(scan *s, const field *x, size_t prefix_at, size_t size) {
    frame *f = &s->frames[s->depth - 1];
    if (x->known->label != PROTOBUF_C_LABEL_REPEATED) {
        /* protobuf would merge the two, at quadratic cost; no writer does this. */
        size_t position = (size_t)(x->known - f->type->fields);
        if (position >= 64 || (f->seen >> position & 1))
            return bad_field(s, x, "occurs twice");
        f->seen |= (uint64_t)1 << position;
    }
    if (s->depth == LG_WIRE_DEPTH)
        return lg_fail(s->err, LG_E_LIMIT,
                       "messages are nested more than %d deep, at byte %zu (limit max_depth)",
                       LG_WIRE_DEPTH, x->start);
    if (++s->info.messages > s->budget)
        return lg_fail(s->err, LG_E_LIMIT,
                       "more than %llu messages in the file (limit proto_budget_factor)",
                       (unsigned long long)s->budget);
    emit(s, x->start, s->at);
    uint32_t width = (uint32_t)(s->at - prefix_at);
    s->frames[s->depth++] = (frame){.type = x->known->descriptor,
                                    .end = s->at + size,
                                    .out_prefix = s->out_at - width,
                                    .prefix_bytes = width};
    if (s->depth > s->info.depth)
        s->info.depth = s->depth;
    return LG_OK;
}

static void leave(scan *s) {
    const frame *f = &s->frames[--s->depth];
    if (s->skeleton && f->prefix_bytes)
        put_length(s->skeleton + f->out_prefix, f->prefix_bytes,
                   s->out_at - f->out_prefix - f->prefix_bytes);
}

static lg_status read_bytes(scan *s, const field *x) {
    uint64_t size = 0;
    size_t tag_end = s->at;
    LG_TRY(read_varint(s, max_length_bytes, "a bad length", &size));
    const frame *f = &s->frames[s->depth - 1];
    if (size > f->end - s->at)
        return bad(s, "a length beyond the enclosing message");
    size_t n = (size_t)size;
    if (x->known && x->known->type == PROTOBUF_C_TYPE_MESSAGE)
        return enter(s, x, tag_end, n);
    if (x->known && x->known->type == PROTOBUF_C_TYPE_STRING) {
        if (memchr(s->bytes + s->at, 0, n))
            return bad_field(s, x, "is a string with a NUL byte");
        if (!lg_utf8_valid((const char *)s->bytes + s->at, n))
            return bad_field(s, x, "is not valid UTF-8");
    }
    if (f->type == &onnx__tensor_proto__descriptor && x->number == raw_data_field &&
        n >= LG_WIRE_MARK)
        emit_mark(s, x, tag_end, n);
    else
        emit(s, x->start, s->at + n);
    s->at += n;
    return LG_OK;
}

static lg_status read_field(scan *s) {
    field x = {0};
    uint64_t ignored = 0;
    LG_TRY(read_tag(s, &x));
    size_t end = s->frames[s->depth - 1].end;
    if (x.wire == WIRE_BYTES)
        return read_bytes(s, &x);
    if (x.wire == WIRE_VARINT) {
        LG_TRY(read_varint(s, max_varint_bytes, "a varint over 64 bits", &ignored));
    } else {
        size_t n = x.wire == WIRE_FIXED64 ? 8 : 4;
        if (n > end - s->at)
            return bad(s, "a cut-off number");
        s->at += n;
    }
    emit(s, x.start, s->at);
    return LG_OK;
}

lg_status lg_wire_scan(const ProtobufCMessageDescriptor *type, const uint8_t *bytes, size_t size,
                       uint64_t factor, uint8_t *skeleton, lg_wire_info *out, lg_error *err) {
    if (size > INT32_MAX)
        return lg_fail(err, LG_E_LIMIT, "a message of %zu bytes, at most %d are possible", size,
                       INT32_MAX);
    scan s = {.bytes = bytes, .skeleton = skeleton, .err = err, .depth = 1};
    s.info = (lg_wire_info){.messages = 1, .depth = 1};
    uint64_t most;
    s.budget = __builtin_mul_overflow((uint64_t)size, factor, &most) ? UINT64_MAX / 2 : most / 64;
    s.budget += 65536;
    s.frames[0] = (frame){.type = type, .end = size};
    for (;;) {
        while (s.depth > 1 && s.at == s.frames[s.depth - 1].end)
            leave(&s);
        if (s.at == s.frames[s.depth - 1].end)
            break;
        LG_TRY(read_field(&s));
    }
    s.info.skeleton_bytes = s.out_at;
    *out = s.info;
    return LG_OK;
}
