#include <mysql.h>

// mysql_options takes an untyped pointer; these say what it points to.
static inline int cmariadb_set_number(MYSQL *connection, enum mysql_option option, unsigned int value) {
    return mysql_options(connection, option, &value);
}

static inline int cmariadb_set_flag(MYSQL *connection, enum mysql_option option, my_bool value) {
    return mysql_options(connection, option, &value);
}

static inline int cmariadb_set_text(MYSQL *connection, enum mysql_option option, const char *value) {
    return mysql_options(connection, option, value);
}

// Declared by mysql/client_plugin.h, which Debian ships without a header that it includes.
struct st_mysql_client_plugin *mysql_client_find_plugin(MYSQL *connection, const char *name, int type);

// The number of the plug-ins that log in.
enum { cmariadb_authentication = 2 };
