#!/usr/bin/env python3
"""The board's three most frequent questions with FastAPI and SQLAlchemy on the same tables; run by uvicorn.

It does less than the board: no search index, no Idempotency-Key, no rendering of Markdown, no check of a signature."""
import datetime
import os

from fastapi import FastAPI, Header, HTTPException, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import BigInteger, ForeignKey, String, Text, insert, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine(os.environ["PEER_DATABASE_URL"], pool_size=16, max_overflow=0, isolation_level="READ COMMITTED")
Session = async_sessionmaker(engine, expire_on_commit=False)
SEOUL = datetime.timezone(datetime.timedelta(hours=9))


class Base(DeclarativeBase):
    pass


class AccountRow(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    token_version: Mapped[int]


class PostRow(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(16))
    station_id: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str | None] = mapped_column(String(8))
    status: Mapped[int]
    version: Mapped[int]
    change_number: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[int] = mapped_column(BigInteger)


class CounterRow(Base):
    __tablename__ = "post_counters"
    post_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    views: Mapped[int]
    comments: Mapped[int]
    attachments: Mapped[int]
    likes: Mapped[int]
    helpfuls: Mapped[int]
    sames: Mapped[int]


class AuditRow(Base):
    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    actor_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    detail: Mapped[str] = mapped_column(String(500))


class Author(BaseModel):
    id: str
    name: str


class PostSummary(BaseModel):
    id: str
    title: str
    category: str
    station_id: str | None
    kind: str
    state: str | None
    author: Author
    created_at: datetime.datetime
    updated_at: datetime.datetime
    version: int
    views: int
    comment_count: int
    reactions: dict[str, int]
    excerpt: str


class Post(PostSummary):
    body: str


class PostList(BaseModel):
    posts: list[PostSummary]
    next: str | None


class PostDraft(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1, max_length=20_000)
    category: str = "general"
    station_id: str | None = None


app = FastAPI()


def time(milliseconds):
    return datetime.datetime.fromtimestamp(milliseconds / 1000, SEOUL)


def fields(post, name, counters):
    return {
        "id": str(post.id), "title": post.title, "category": post.category, "station_id": post.station_id,
        "kind": post.kind, "state": post.state, "author": Author(id=str(post.author_id), name=name),
        "created_at": time(post.created_at), "updated_at": time(post.updated_at), "version": post.version,
        "views": counters.views if counters else 0, "comment_count": counters.comments if counters else 0,
        "reactions": {"like": counters.likes, "helpful": counters.helpfuls, "same": counters.sames} if counters else {},
        "excerpt": " ".join(post.body[:160].split()),
    }


def joined():
    return (select(PostRow, AccountRow.name, CounterRow).join(AccountRow, AccountRow.id == PostRow.author_id, isouter=True)
            .join(CounterRow, CounterRow.post_id == PostRow.id, isouter=True))


@app.get("/api/board/posts")
async def list_posts(limit: int = Query(20, ge=1, le=100), cursor: int | None = None) -> PostList:
    query = joined().where(PostRow.status == 0)
    if cursor is not None:
        query = query.where(PostRow.id < cursor)
    async with Session() as session:
        rows = (await session.execute(query.order_by(PostRow.id.desc()).limit(limit + 1))).all()
    posts = [PostSummary(**fields(*row)) for row in rows[:limit]]
    return PostList(posts=posts, next=posts[-1].id if len(rows) > limit else None)


@app.get("/api/board/posts/{id}")
async def read_post(id: int) -> Post:
    async with Session() as session:
        row = (await session.execute(joined().where(PostRow.id == id))).first()
    if row is None:
        raise HTTPException(404)
    return Post(**fields(*row), body=row[0].body)


@app.post("/api/board/posts", status_code=201)
async def create_post(draft: PostDraft, response: Response, authorization: str = Header()) -> Post:
    if not authorization.startswith("Bearer "):
        raise HTTPException(401)
    now = int(datetime.datetime.now().timestamp() * 1000)
    async with Session.begin() as session:
        account = (await session.execute(select(AccountRow).where(AccountRow.id == 1))).scalar_one()
        post = PostRow(author_id=account.id, title=draft.title, body=draft.body, category=draft.category,
                       station_id=draft.station_id, kind="post", status=0, version=1, change_number=0,
                       created_at=now, updated_at=now)
        session.add(post)
        await session.flush()
        await session.execute(insert(AuditRow).values(at=now, actor_id=account.id, action="post.created", subject="post",
                                                      subject_id=post.id, detail="post"))
    response.headers["location"] = f"/api/board/posts/{post.id}"
    return Post(**fields(post, account.name, None), body=post.body)
