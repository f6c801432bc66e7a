/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of the text syntax; only for runtime/graph. */
#ifndef LG_GRAPH_TEXT_INTERNAL_H
#define LG_GRAPH_TEXT_INTERNAL_H

#include "runtime/graph/lex.h"
#include "runtime/graph/text.h"

typedef struct lg_text_type {
    int32_t dtype, rank;
    int64_t *dims;
    const lg_elem_type *elem; /* the whole type when it is no tensor */
} lg_text_type;

/* A keyword that begins a type. */
bool lg_text_is_type(lg_str id);
LG_MUST_USE lg_status lg_text_parse_type(lg_lex *lex, lg_module *module, uint32_t max_depth,
                                         lg_text_type *out);
/* { … } after a tensor type with known dims; the data are in the module's arena. */
LG_MUST_USE lg_status lg_text_parse_tensor(lg_lex *lex, lg_module *module, const lg_text_type *type,
                                           const lg_view **out);
void lg_text_print_tensor(const lg_view *tensor, lg_buf *out);
void lg_text_print_type(const lg_module *module, const lg_text_type *type, lg_buf *out);
void lg_text_print_quoted(lg_str text, lg_buf *out);
/* As it is when it reads back as a name, else quoted. */
void lg_text_print_name(lg_str name, lg_buf *out);

/* TypeProto attributes and metadata exist only as protobuf bytes (pb_text.c). `field` is the number
 * of the message field that holds the bytes. */
void lg_text_encode_type(const lg_module *module, const lg_text_type *type, uint32_t field,
                         lg_buf *out);
/* The `index`-th length-delimited field of that number; false when there is none. */
bool lg_text_find_field(lg_extra raw, uint32_t field, uint32_t index, lg_str *out);
LG_MUST_USE lg_status lg_text_decode_type(lg_str bytes, lg_module *module, uint32_t max_depth,
                                          lg_text_type *out, lg_error *err);
/* Key and value of a StringStringEntryProto in a field of that number. */
void lg_text_encode_entry(lg_str key, lg_str value, uint32_t field, lg_buf *out);

#endif
