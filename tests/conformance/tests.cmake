# ONNX's backend tests against the manifests: the newest release, generated with its Python package
# (LG_TEST_PYTHON), and Debian's libonnx-testdata. Without the data there is no test.
if(TARGET lossgraph_program)
    set(LG_ONNX_TESTS ${CMAKE_BINARY_DIR}/conformance CACHE PATH "Folder of ONNX backend tests")
    set(LG_DEBIAN_TESTS /usr/share/libonnx-testdata/data)
    set(run $<TARGET_FILE:lossgraph_program> test --jobs 2 --timeout 120s --manifest)
    if(LG_TEST_PYTHON)
        add_test(NAME conformance.generate
                 COMMAND ${LG_TEST_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/make_tests.py ${LG_ONNX_TESTS})
        set_tests_properties(conformance.generate PROPERTIES LABELS conformance TIMEOUT 600
                             FIXTURES_SETUP onnx_tests)
        add_test(NAME conformance.1.23
                 COMMAND ${run} ${CMAKE_CURRENT_LIST_DIR}/manifest-1.23.txt ${LG_ONNX_TESTS})
        set_tests_properties(conformance.1.23 PROPERTIES LABELS conformance TIMEOUT 1800
                             FIXTURES_REQUIRED onnx_tests)
    endif()
    if(EXISTS ${LG_DEBIAN_TESTS})
        add_test(NAME conformance.1.12
                 COMMAND ${run} ${CMAKE_CURRENT_LIST_DIR}/manifest-1.12.txt ${LG_DEBIAN_TESTS})
        set_tests_properties(conformance.1.12 PROPERTIES LABELS conformance TIMEOUT 1800)
    endif()
endif()
