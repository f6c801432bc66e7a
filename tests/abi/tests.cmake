# Every public header alone, in four language modes, and all of them as the umbrella.
file(GLOB LG_PUBLIC_HEADERS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/lossgraph/*.h)
foreach(header IN LISTS LG_PUBLIC_HEADERS)
    get_filename_component(name ${header} NAME_WE)
    foreach(mode c99 c11 c2x c++17)
        if(mode MATCHES "\\+\\+")
            set(language c++)
        else()
            set(language c)
        endif()
        add_test(NAME abi.header.${name}.${mode}
                 COMMAND ${CMAKE_C_COMPILER} -x ${language} -std=${mode} -pedantic -Wall -Wextra
                         -Werror -fsyntax-only -I${PROJECT_SOURCE_DIR}/include ${header})
        set_tests_properties(abi.header.${name}.${mode} PROPERTIES LABELS abi)
    endforeach()
endforeach()
add_test(NAME abi.exports
         COMMAND ${CMAKE_COMMAND} -DLIBRARY=$<TARGET_FILE:lossgraph> -DNM=${CMAKE_NM}
                 -DEXPECTED=${CMAKE_CURRENT_LIST_DIR}/exports.txt
                 -P ${CMAKE_CURRENT_LIST_DIR}/exports.cmake)
set_tests_properties(abi.exports PROPERTIES LABELS abi)
