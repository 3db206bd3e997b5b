// SPDX-License-Identifier: Apache-2.0
// raw PostgreSQL COPY limit with real rows: pgrows URL BATCH
// Reads the frames of a store into memory by COPY, makes the same table with the same indexes and reference, and copies
// the rows in, BATCH rows a transaction.
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
static PGconn *c;
static void run(const char *sql, ExecStatusType want) {
    PGresult *r = PQexec(c, sql);
    if (PQresultStatus(r) != want) { fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(c)); exit(1); }
    PQclear(r);
}
int main(int n, char **v) {
    int batch = atoi(v[2]);
    c = PQconnectdb(v[1]);
    if (PQstatus(c) != CONNECTION_OK) { fprintf(stderr, "%s", PQerrorMessage(c)); return 1; }
    run("SET client_min_messages = warning", PGRES_COMMAND_OK);
    run("DROP TABLE IF EXISTS frames_limit", PGRES_COMMAND_OK);
    run("CREATE TABLE frames_limit (LIKE frames INCLUDING ALL)", PGRES_COMMAND_OK);
    run("ALTER TABLE frames_limit ADD FOREIGN KEY (receiver_id) REFERENCES receivers (id)", PGRES_COMMAND_OK);
    run("COPY (SELECT * FROM frames ORDER BY id) TO STDOUT", PGRES_COPY_OUT);
    long rows = 0, room = 0;
    char **lines = 0, *line;
    int *sizes = 0, size;
    while ((size = PQgetCopyData(c, &line, 0)) > 0) {
        if (rows == room) {
            room = room ? room * 2 : 1 << 16;
            lines = realloc(lines, sizeof *lines * room);
            sizes = realloc(sizes, sizeof *sizes * room);
        }
        lines[rows] = line;
        sizes[rows++] = size;
    }
    while (PQgetResult(c)) ;
    double start = now();
    for (long row = 0; row < rows;) {
        run("COPY frames_limit FROM STDIN", PGRES_COPY_IN);
        for (int i = 0; i < batch && row < rows; i++, row++) PQputCopyData(c, lines[row], sizes[row]);
        PQputCopyEnd(c, 0);
        PGresult *r;
        while ((r = PQgetResult(c))) {
            if (PQresultStatus(r) != PGRES_COMMAND_OK) { fprintf(stderr, "%s", PQerrorMessage(c)); return 1; }
            PQclear(r);
        }
    }
    printf("rows_s %.0f rows %ld\n", rows / (now() - start), rows);
    run("DROP TABLE frames_limit", PGRES_COMMAND_OK);
    PQfinish(c);
    return 0;
}
