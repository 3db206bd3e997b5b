// SPDX-License-Identifier: Apache-2.0
// raw broker load: amq pub|drain|both HOST PORT USER PASS QUEUE classic|quorum COUNT SIZE WINDOW [ACKEVERY [PREFETCH]]
#define _GNU_SOURCE
#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/time.h>
static double now(void){struct timespec t;clock_gettime(CLOCK_MONOTONIC,&t);return t.tv_sec+t.tv_nsec*1e-9;}
static const char*host,*user,*pass,*queue,*kind;static int port,size,window_;static long count;static int ackevery=100,prefetch=1000;
static void die(const char*s){fprintf(stderr,"%s\n",s);exit(1);}
static void ok(amqp_rpc_reply_t r,const char*w){if(r.reply_type!=AMQP_RESPONSE_NORMAL){fprintf(stderr,"%s: type %d lib %s\n",w,r.reply_type,r.reply_type==AMQP_RESPONSE_LIBRARY_EXCEPTION?amqp_error_string2(r.library_error):"server");exit(1);}}
static amqp_connection_state_t dial(void){amqp_connection_state_t c=amqp_new_connection();amqp_socket_t*s=amqp_tcp_socket_new(c);if(amqp_socket_open(s,host,port))die("connect");
 ok(amqp_login(c,"/",0,131072,0,AMQP_SASL_METHOD_PLAIN,user,pass),"login");amqp_channel_open(c,1);ok(amqp_get_rpc_reply(c),"channel");return c;}
static void declare(amqp_connection_state_t c){amqp_table_entry_t e;e.key=amqp_cstring_bytes("x-queue-type");e.value.kind=AMQP_FIELD_KIND_UTF8;e.value.value.bytes=amqp_cstring_bytes(kind);
 amqp_table_t t={1,&e};amqp_queue_declare(c,1,amqp_cstring_bytes(queue),0,1,0,0,t);ok(amqp_get_rpc_reply(c),"declare");}
static double pub_t0,pub_t1;
static int cmp(const void*a,const void*b){double x=*(double*)a,y=*(double*)b;return x<y?-1:x>y;}
static void*publisher(void*x){(void)x;amqp_connection_state_t c=dial();amqp_confirm_select(c,1);ok(amqp_get_rpc_reply(c),"confirm");
 char*body=malloc(size);memset(body,'x',size);amqp_basic_properties_t p;memset(&p,0,sizeof p);p._flags=AMQP_BASIC_DELIVERY_MODE_FLAG|AMQP_BASIC_CONTENT_TYPE_FLAG;p.delivery_mode=2;p.content_type=amqp_cstring_bytes("application/json");
 amqp_bytes_t b={size,body};long sent=0,conf=0,low=1;char*acked=calloc(count+2,1);double*lat=window_==1?malloc(sizeof(double)*count):0;double ts=0;pub_t0=now();
 while(conf<count){
  while(sent<count&&sent-conf<window_){if(window_==1)ts=now();if(amqp_basic_publish(c,1,amqp_empty_bytes,amqp_cstring_bytes(queue),0,0,&p,b))die("publish");sent++;
   if((sent&63)==0)break;}
  amqp_frame_t f;struct timeval zero={0,0};
  for(;;){int full=(sent-conf>=window_)||sent==count;int r=full&&conf<count?amqp_simple_wait_frame(c,&f):amqp_simple_wait_frame_noblock(c,&f,&zero);
   if(r==AMQP_STATUS_TIMEOUT)break;if(r)die(amqp_error_string2(r));
   if(f.frame_type==AMQP_FRAME_METHOD&&f.payload.method.id==AMQP_BASIC_ACK_METHOD){amqp_basic_ack_t*a=f.payload.method.decoded;if(a->multiple){for(;low<=(long)a->delivery_tag;low++)if(!acked[low]){acked[low]=1;conf++;}}else if(!acked[a->delivery_tag]){acked[a->delivery_tag]=1;conf++;}
     if(window_==1)lat[conf-1]=now()-ts; if(conf>=count)break;}
   else if(f.frame_type==AMQP_FRAME_METHOD&&f.payload.method.id==AMQP_BASIC_NACK_METHOD)die("nack");
   amqp_maybe_release_buffers(c);
   if(sent-conf<window_&&sent<count&&!full)continue; if(full)break;}
 }
 pub_t1=now();if(window_==1){qsort(lat,count,sizeof(double),cmp);printf("confirm_us p50 %.0f p99 %.0f\n",lat[count/2]*1e6,lat[(long)(count*.99)]*1e6);}
 amqp_connection_close(c,AMQP_REPLY_SUCCESS);amqp_destroy_connection(c);return 0;}
static double con_t0,con_t1;
static void*consumer(void*x){(void)x;amqp_connection_state_t c=dial();amqp_basic_qos(c,1,0,prefetch,0);ok(amqp_get_rpc_reply(c),"qos");
 con_t0=now();amqp_basic_consume(c,1,amqp_cstring_bytes(queue),amqp_empty_bytes,0,0,0,amqp_empty_table);ok(amqp_get_rpc_reply(c),"consume");
 for(long n=0;n<count;){amqp_envelope_t e;struct timeval tv={30,0};amqp_maybe_release_buffers(c);ok(amqp_consume_message(c,&e,&tv,0),"deliver");n++;
  if(ackevery==1)amqp_basic_ack(c,1,e.delivery_tag,0);else if(n%ackevery==0||n==count)amqp_basic_ack(c,1,e.delivery_tag,1);
  amqp_destroy_envelope(&e);}
 con_t1=now();amqp_connection_close(c,AMQP_REPLY_SUCCESS);amqp_destroy_connection(c);return 0;}
int main(int n,char**v){if(n<11)die("args");const char*m=v[1];host=v[2];port=atoi(v[3]);user=v[4];pass=v[5];queue=v[6];kind=v[7];count=atol(v[8]);size=atoi(v[9]);window_=atoi(v[10]);if(n>11)ackevery=atoi(v[11]);if(n>12)prefetch=atoi(v[12]);
 amqp_connection_state_t c=dial();declare(c);
 if(!strcmp(m,"pub")){publisher(0);printf("publish %.0f\n",count/(pub_t1-pub_t0));}
 else if(!strcmp(m,"drain")){consumer(0);printf("drain %.0f\n",count/(con_t1-con_t0));}
 else if(!strcmp(m,"both")){pthread_t a,b;pthread_create(&b,0,consumer,0);pthread_create(&a,0,publisher,0);pthread_join(a,0);pthread_join(b,0);printf("through %.0f\n",count/(con_t1-pub_t0));}
 else if(!strcmp(m,"delete")){amqp_queue_delete(c,1,amqp_cstring_bytes(queue),0,0);ok(amqp_get_rpc_reply(c),"delete");}
 amqp_connection_close(c,AMQP_REPLY_SUCCESS);amqp_destroy_connection(c);}
