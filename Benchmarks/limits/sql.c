// SPDX-License-Identifier: Apache-2.0
// raw SQLite insert load: sql MODE FILE ROWS BATCH PAYLOAD SYNC
#define _GNU_SOURCE
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <stdint.h>
static double now(void){struct timespec t;clock_gettime(CLOCK_MONOTONIC,&t);return t.tv_sec+t.tv_nsec*1e-9;}
static uint64_t st=88172645463325252ULL;static uint64_t rnd(void){st^=st<<13;st^=st>>7;st^=st<<17;return st;}
static sqlite3*d;static void ex(const char*q){char*e=0;if(sqlite3_exec(d,q,0,0,&e)){fprintf(stderr,"%s: %s\n",q,e);exit(1);}}
static sqlite3_stmt*prep(const char*q){sqlite3_stmt*s;if(sqlite3_prepare_v2(d,q,-1,&s,0)){fprintf(stderr,"%s: %s\n",q,sqlite3_errmsg(d));exit(1);}return s;}
static int cmp(const void*a,const void*b){double x=*(double*)a,y=*(double*)b;return x<y?-1:x>y;}
int main(int n,char**v){int upd=!strcmp(v[1],"pair");long rows=atol(v[3]);int batch=atoi(v[4]),size=atoi(v[5]);char q[99];st^=(uint64_t)(now()*1e6);for(int i=0;i<9;i++)rnd();
 char f[300];for(int i=0;i<3;i++){snprintf(f,300,"%s%s",v[2],i==0?"":i==1?"-wal":"-shm");remove(f);}
 if(sqlite3_open(v[2],&d))return 1;ex("pragma journal_mode=wal");sprintf(q,"pragma synchronous=%s",v[6]);ex(q);if(getenv("CACHE_KB")){sprintf(q,"pragma cache_size=-%s",getenv("CACHE_KB"));ex(q);}if(getenv("WALPAGES")){sprintf(q,"pragma wal_autocheckpoint=%s",getenv("WALPAGES"));ex(q);}int intpk=getenv("INTPK")!=0;
 ex("create table device(id integer primary key, serial text unique not null, name text not null, last_seen integer not null)");
 ex(intpk?"create table message(id integer primary key, ts integer not null, payload text not null, device_id integer not null references device(id))":"create table message(id blob primary key, ts integer not null, payload text not null, device_id integer not null references device(id))");ex("create index m_d on message(device_id)");
 ex("begin");for(int i=0;i<500;i++){sprintf(q,"insert into device values(%d,'SG-%08d','device %d',0)",i,i,i);ex(q);}ex("commit");ex("pragma wal_checkpoint(truncate)");
 sqlite3_stmt*in=prep("insert into message values(?,?,?,?)"),*up=prep("update device set last_seen=? where id=?"),*bg=prep("begin immediate"),*co=prep("commit");
 char*pay=malloc(size+1);for(int i=0;i<size;i++)pay[i]="abcdefghijklmnop {}:,0123456789"[rnd()%31];pay[size]=0;
 double*lat=malloc(sizeof(double)*(rows+1));long nl=0,done=0;double t0=now();
 while(done<rows){double a=now();sqlite3_step(bg);sqlite3_reset(bg);for(int i=0;i<batch;i++,done++){uint64_t id[2]={rnd(),rnd()};int dv=rnd()%500;if(!intpk)sqlite3_bind_blob(in,1,id,16,SQLITE_TRANSIENT);sqlite3_bind_int64(in,2,(long)(a*1e6));sqlite3_bind_text(in,3,pay,size,SQLITE_STATIC);sqlite3_bind_int(in,4,dv);
   if(sqlite3_step(in)!=SQLITE_DONE){fprintf(stderr,"%s\n",sqlite3_errmsg(d));return 1;}sqlite3_reset(in);
   if(upd){sqlite3_bind_int64(up,1,(long)(a*1e6));sqlite3_bind_int(up,2,dv);if(sqlite3_step(up)!=SQLITE_DONE)return 1;sqlite3_reset(up);}}
  if(sqlite3_step(co)!=SQLITE_DONE){fprintf(stderr,"%s\n",sqlite3_errmsg(d));return 1;}sqlite3_reset(co);lat[nl++]=now()-a;}
 double T=now()-t0;qsort(lat,nl,sizeof(double),cmp);printf("rows_s %.0f txn_us_p50 %.0f txn_us_p99 %.0f secs %.2f\n",done/T,lat[nl/2]*1e6,lat[(long)(nl*.99)]*1e6,T);}
