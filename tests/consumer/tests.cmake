# The install tree, consumed with find_package and with pkg-config.
add_test(NAME consumer.install
         COMMAND ${CMAKE_COMMAND} --install ${CMAKE_BINARY_DIR} --prefix ${CMAKE_BINARY_DIR}/stage)
set_tests_properties(consumer.install PROPERTIES LABELS consumer FIXTURES_SETUP stage)
set(consumer_flags "")
if(LG_SANITIZE)
    set(consumer_flags "-fsanitize=${LG_SANITIZE}") # with its comma, so not a generator expression
endif()
add_test(NAME consumer.find_package
         COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_LIST_DIR}
                 ${CMAKE_BINARY_DIR}/consumer --build-generator ${CMAKE_GENERATOR}
                 --build-options -DCMAKE_PREFIX_PATH=${CMAKE_BINARY_DIR}/stage
                                 -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}
                                 "-DCMAKE_EXE_LINKER_FLAGS=${consumer_flags}"
                 --test-command consumer)
set_tests_properties(consumer.find_package PROPERTIES LABELS consumer FIXTURES_REQUIRED stage)
if(NOT LG_SANITIZE)
    add_test(NAME consumer.pkg_config
             COMMAND sh -c "export PKG_CONFIG_PATH=stage/${CMAKE_INSTALL_LIBDIR}/pkgconfig; \
cc -o consumer-shared ${CMAKE_CURRENT_LIST_DIR}/consumer.c -Istage/include -Lstage/${CMAKE_INSTALL_LIBDIR} \
$(pkg-config --libs lossgraph | sed 's|-L/[^ ]*||') -Wl,-rpath,$PWD/stage/${CMAKE_INSTALL_LIBDIR} && ./consumer-shared && \
cc -o consumer-static ${CMAKE_CURRENT_LIST_DIR}/consumer.c -Istage/include stage/${CMAKE_INSTALL_LIBDIR}/liblossgraph.a \
$(pkg-config --static --libs lossgraph | sed 's|-L/[^ ]*||; s|-llossgraph||') && ./consumer-static"
             WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
    set_tests_properties(consumer.pkg_config PROPERTIES LABELS consumer FIXTURES_REQUIRED stage)
endif()


# The README's example, linked to the shared library like a user's program.
add_executable(example ${CMAKE_CURRENT_LIST_DIR}/example.c)
target_link_libraries(example PRIVATE lg_options lossgraph)
foreach(model mlp_train cnn_train)
    add_test(NAME consumer.example.${model}
             COMMAND example ${CMAKE_CURRENT_SOURCE_DIR}/golden/digits/${model}.onnx 3)
    set_tests_properties(consumer.example.${model} PROPERTIES LABELS consumer
                         PASS_REGULAR_EXPRESSION "step 2: loss [0-9.]+\narena: [0-9]+ bytes")
endforeach()
