# Recorded sessions of the program: one ctest per case.
if(TARGET lossgraph_program)
    file(GLOB LG_CLI_CASES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli/cases/*.case)
    foreach(case IN LISTS LG_CLI_CASES)
        get_filename_component(name ${case} NAME_WE)
        add_test(NAME cli.${name}
                 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/run_cases.sh
                         $<TARGET_FILE:lossgraph_program> ${CMAKE_BINARY_DIR}/tests/cli ${case})
        set_tests_properties(cli.${name} PROPERTIES LABELS cli TIMEOUT 120)
    endforeach()
endif()
