/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that are carried along: unknown ones, and those listed here. */
#include "runtime/onnx/extra.h"

/* Known fields that the graph does not model, by message. */
static const struct {
    const ProtobufCMessageDescriptor *type;
    uint64_t fields;
} kept[] = {
    {&onnx__model_proto__descriptor, LG_FIELD(14) | LG_FIELD(26)},    /* metadata, configuration */
    {&onnx__graph_proto__descriptor, LG_FIELD(14) | LG_FIELD(16)},    /* quantization, metadata */
    {&onnx__node_proto__descriptor, LG_FIELD(9) | LG_FIELD(10)},      /* metadata, devices */
    {&onnx__attribute_proto__descriptor, LG_FIELD(13)},               /* doc */
    {&onnx__value_info_proto__descriptor, LG_FIELD(3) | LG_FIELD(4)}, /* doc, metadata */
    {&onnx__tensor_proto__descriptor, LG_FIELD(12) | LG_FIELD(16)},   /* doc, metadata */
    {&onnx__function_proto__descriptor, LG_FIELD(14)},                /* metadata */
};

static uint64_t kept_fields(const ProtobufCMessageDescriptor *type) {
    for (size_t i = 0; i < LG_COUNT(kept); i++)
        if (kept[i].type == type)
            return kept[i].fields;
    return 0;
}

/* The member that says whether, or how often, a field is there. */
static void *quantifier(ProtobufCMessage *m, const ProtobufCFieldDescriptor *f) {
    return (char *)m + f->quantifier_offset;
}

static void *member(ProtobufCMessage *m, const ProtobufCFieldDescriptor *f) {
    return (char *)m + f->offset;
}

static bool is_pointer(const ProtobufCFieldDescriptor *f) {
    return f->type == PROTOBUF_C_TYPE_MESSAGE || f->type == PROTOBUF_C_TYPE_STRING;
}

static bool present(ProtobufCMessage *m, const ProtobufCFieldDescriptor *f) {
    if (f->label == PROTOBUF_C_LABEL_REPEATED)
        return *(size_t *)quantifier(m, f) != 0;
    if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        return *(uint32_t *)quantifier(m, f) == f->id;
    if (is_pointer(f))
        return *(void **)member(m, f) != NULL;
    return *(protobuf_c_boolean *)quantifier(m, f) != 0;
}

static void clear(ProtobufCMessage *m, const ProtobufCFieldDescriptor *f) {
    if (f->label == PROTOBUF_C_LABEL_REPEATED)
        *(size_t *)quantifier(m, f) = 0;
    else if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        *(uint32_t *)quantifier(m, f) = 0;
    else if (is_pointer(f))
        *(void **)member(m, f) = NULL;
    else
        *(protobuf_c_boolean *)quantifier(m, f) = 0;
}

bool lg_extra_strip(ProtobufCMessage *message, uint64_t also) {
    const ProtobufCMessageDescriptor *type = message->descriptor;
    uint64_t keep = kept_fields(type) | also;
    bool left = message->n_unknown_fields != 0;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        if (!present(message, f))
            continue;
        if (keep & LG_FIELD(f->id))
            left = true;
        else
            clear(message, f);
    }
    return left;
}

lg_status lg_extra_pack(lg_arena *arena, ProtobufCMessage *message, uint64_t also, lg_extra *out,
                        lg_error *err) {
    *out = (lg_extra){0};
    if (!lg_extra_strip(message, also))
        return LG_OK;
    void *p = NULL;
    size_t size = protobuf_c_message_get_packed_size(message);
    LG_TRY(lg_arena_alloc(arena, size, &p, err));
    (void)protobuf_c_message_pack(message, p);
    *out = (lg_extra){p, size};
    return LG_OK;
}
