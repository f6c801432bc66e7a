/* SPDX-License-Identifier: Apache-2.0 */
/* Reads messages from standard input, unpacks and packs them with the generated code, and writes
 * the result: the C half of test_schema.py. Each message comes and goes as
 * "<name> <bytes>\n<payload>"; a message that cannot be unpacked comes back as "error 0\n". */
#include "onnx.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ProtobufCMessageDescriptor *const messages[] = {
    &onnx__attribute_proto__descriptor,
    &onnx__value_info_proto__descriptor,
    &onnx__node_proto__descriptor,
    &onnx__training_info_proto__descriptor,
    &onnx__model_proto__descriptor,
    &onnx__graph_proto__descriptor,
    &onnx__tensor_proto__descriptor,
    &onnx__sparse_tensor_proto__descriptor,
    &onnx__type_proto__descriptor,
    &onnx__function_proto__descriptor,
    &onnx__sequence_proto__descriptor,
    &onnx__map_proto__descriptor,
    &onnx__optional_proto__descriptor,
    &onnx__tensor_annotation__descriptor,
    &onnx__tensor_shape_proto__descriptor,
    &onnx__operator_set_id_proto__descriptor,
    &onnx__node_device_configuration_proto__descriptor,
    &onnx__device_configuration_proto__descriptor,
};

int main(void) {
    char name[64];
    size_t size;
    while (scanf("%63s %zu", name, &size) == 2) {
        if (getchar() != '\n' || size > ((size_t)1 << 26))
            return 2;
        uint8_t *bytes = malloc(size + 1);
        if (!bytes || fread(bytes, 1, size, stdin) != size)
            return 2;
        const ProtobufCMessageDescriptor *d = NULL;
        for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
            if (strcmp(messages[i]->short_name, name) == 0)
                d = messages[i];
        if (!d)
            return 2;
        ProtobufCMessage *m = protobuf_c_message_unpack(d, NULL, size, bytes);
        if (m) {
            size_t n = protobuf_c_message_get_packed_size(m);
            uint8_t *out = malloc(n + 1);
            if (!out)
                return 2;
            protobuf_c_message_pack(m, out);
            printf("%s %zu\n", name, n);
            fwrite(out, 1, n, stdout);
            free(out);
            protobuf_c_message_free_unpacked(m, NULL);
        } else {
            printf("error 0\n");
        }
        free(bytes);
    }
    return 0;
}
