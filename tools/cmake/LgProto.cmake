# protoc-c at build time: `target` is an object library with onnx.pb-c.c, warnings off.
find_program(PROTOC_C protoc-c REQUIRED)
find_path(PROTOBUF_C_INCLUDE protobuf-c/protobuf-c.h REQUIRED)
find_library(PROTOBUF_C_LIBRARY protobuf-c REQUIRED)
function(lg_generate_proto target schema)
    set(dir ${CMAKE_BINARY_DIR}/proto)
    get_filename_component(name ${schema} NAME_WE)
    get_filename_component(source ${schema} DIRECTORY)
    file(MAKE_DIRECTORY ${dir})
    add_custom_command(OUTPUT ${dir}/${name}.pb-c.c ${dir}/${name}.pb-c.h
                       COMMAND ${PROTOC_C} --c_out=${dir} --proto_path=${source} ${schema}
                       DEPENDS ${schema})
    add_library(${target} STATIC ${dir}/${name}.pb-c.c ${dir}/${name}.pb-c.h)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${target} PRIVATE -w -Os -fno-asynchronous-unwind-tables
                                             -fvisibility=hidden -ffunction-sections
                                             -fdata-sections)
    if(LG_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${LG_SANITIZE})
    endif()
    target_include_directories(${target} SYSTEM PUBLIC ${dir} ${PROTOBUF_C_INCLUDE})
    target_link_libraries(${target} PUBLIC ${PROTOBUF_C_LIBRARY})
endfunction()
