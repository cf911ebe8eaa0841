/// The parts of the description that several operations share, as JSON.
enum BoardComponents {
    static let securitySchemes = #"""
        {"AccessToken":{"type":"http","scheme":"bearer","bearerFormat":"JWT","description":"Of /api/auth/login"},
        "AdminToken":{"type":"http","scheme":"bearer","description":"The service's ADMIN_TOKEN"}}
        """#

    static let headers = #"""
        {"ETag":{"description":"Names this version, for If-Match","schema":{"type":"string"}},
        "Location":{"description":"Path of what was made","schema":{"type":"string"}},
        "Link":{"description":"rel=next: the next page; absent on the last","schema":{"type":"string"}},
        "Idempotency-Replayed":{"description":"true when this is the first answer, given again","schema":{"type":"string"}}}
        """#

    static let parameters = #"""
        {"Path_post":{"name":"post","in":"path","required":true,"schema":{"$ref":"#/components/schemas/ID"}},
        "Path_comment":{"name":"comment","in":"path","required":true,"schema":{"$ref":"#/components/schemas/ID"}},
        "Path_attachment":{"name":"attachment","in":"path","required":true,"schema":{"$ref":"#/components/schemas/ID"}},
        "Path_account":{"name":"account","in":"path","required":true,"schema":{"$ref":"#/components/schemas/ID"}},
        "Path_reaction":{"name":"reaction","in":"path","required":true,"schema":{"type":"string","enum":["like","helpful","same"]}},
        "Limit":{"name":"limit","in":"query","description":"Length of the page","schema":{"type":"integer","minimum":1,"maximum":100}},
        "PostCursor":{"name":"cursor","in":"query","description":"next of the page before, under the same sort","schema":{"type":"string","pattern":"^(newest|oldest)\\.[0-9]{1,18}$|^updated\\.[0-9]{1,18}\\.[0-9]{1,18}$"}},
        "NumberCursor":{"name":"cursor","in":"query","description":"next of the page before","schema":{"type":"string","pattern":"^[1-9][0-9]{0,17}$"}},
        "Sort":{"name":"sort","in":"query","schema":{"type":"string","enum":["newest","oldest","updated"],"default":"newest"}},
        "Status":{"name":"status","in":"query","description":"deleted: those that can be restored, for moderators","schema":{"type":"string","enum":["live","deleted"],"default":"live"}},
        "Category":{"name":"category","in":"query","schema":{"$ref":"#/components/schemas/Category"}},
        "StationID":{"name":"station_id","in":"query","schema":{"type":"string"}},
        "AuthorID":{"name":"author_id","in":"query","schema":{"$ref":"#/components/schemas/ID"}},
        "Kind":{"name":"kind","in":"query","schema":{"type":"string","enum":["post","fault"]}},
        "State":{"name":"state","in":"query","description":"Of fault reports","schema":{"type":"string","enum":["open","closed"]}},
        "Query":{"name":"q","in":"query","description":"Words that all occur, at most eight different ones; one of them has two characters or more. + is a blank. Newest first. A page may be short while next goes on.","schema":{"type":"string","minLength":2,"maxLength":200}},
        "CommentQuery":{"name":"q","in":"query","required":true,"description":"Words that all occur, at most eight different ones; one of them has two characters or more. + is a blank. A page may be short while next goes on.","schema":{"type":"string","minLength":2,"maxLength":200}},
        "ChangedSince":{"name":"changed_since","in":"query","description":"next of the feed's answer before, empty at first; the other filters are left aside. 400 when it is ahead of the feed, whose database is another one then: begin again with an empty one","schema":{"type":"string","pattern":"^[0-9]{0,18}$"}},
        "FileName":{"name":"name","in":"query","required":true,"schema":{"type":"string","minLength":1,"maxLength":120,"pattern":"^[^\\u0000-\\u001f\\u007f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069/\\\\]+$"}},
        "IfMatch":{"name":"If-Match","in":"header","required":true,"description":"ETag of the version that is to be changed, also as W/ if a proxy made it weak, or *","schema":{"type":"string","pattern":"^(\\*|(W/)?\"[0-9]{1,9}\")$"}},
        "IdempotencyKey":{"name":"Idempotency-Key","in":"header","description":"A name for this request: repeated within a day it has no further effect and gets the first answer, or 410 when what was made was removed for good","schema":{"type":"string","pattern":"^[!-~]{1,200}$"}}}
        """#

    static let schemas = #"""
        {"ID":{"type":"string","pattern":"^[1-9][0-9]{0,17}$"},
        "Role":{"type":"string","enum":["user","moderator","admin"]},
        "Category":{"type":"string","enum":["general","question","tip","station","notice"]},
        "Author":{"type":"object","required":["id","name","role"],"properties":{"id":{"$ref":"#/components/schemas/ID"},"name":{"type":"string","description":"deleted account when it was deleted"},"role":{"$ref":"#/components/schemas/Role"}}},
        "Reactions":{"type":"object","required":["like","helpful","same"],"properties":{"like":{"type":"integer"},"helpful":{"type":"integer"},"same":{"type":"integer"}}},
        "PostCommon":{"type":"object","required":["id","title","category","station_id","kind","state","author","created_at","updated_at","closed_at","status","version","views","comment_count","attachment_count","reactions"],"properties":{
        "id":{"$ref":"#/components/schemas/ID"},"title":{"type":"string"},"category":{"$ref":"#/components/schemas/Category"},"station_id":{"type":["string","null"]},"kind":{"type":"string","enum":["post","fault"]},"state":{"type":["string","null"],"enum":["open","closed",null]},"author":{"$ref":"#/components/schemas/Author"},
        "created_at":{"type":"string","format":"date-time"},"updated_at":{"type":"string","format":"date-time"},"closed_at":{"type":["string","null"],"format":"date-time"},"status":{"type":"string","enum":["live","deleted"]},"version":{"type":"integer","minimum":1},"views":{"type":"integer"},"comment_count":{"type":"integer"},"attachment_count":{"type":"integer"},"reactions":{"$ref":"#/components/schemas/Reactions"}}},
        "PostSummary":{"allOf":[{"$ref":"#/components/schemas/PostCommon"},{"type":"object","required":["excerpt"],"properties":{"excerpt":{"type":"string"}}}]},
        "Post":{"allOf":[{"$ref":"#/components/schemas/PostCommon"},{"type":"object","required":["body","html","attachments"],"properties":{"body":{"type":"string","description":"CommonMark"},"html":{"type":"string","description":"Of the body: a, blockquote, br, code, em, h3 to h6, hr, li, ol, p, pre, strong, ul and nothing else"},"attachments":{"type":"array","items":{"$ref":"#/components/schemas/Attachment"}},"my_reactions":{"type":"array","description":"With an access token","items":{"type":"string"}}}}]},
        "PostList":{"type":"object","required":["posts","next"],"properties":{"posts":{"type":"array","items":{"$ref":"#/components/schemas/PostSummary"}},"next":{"type":["string","null"]}}},
        "ChangedPost":{"type":"object","required":["id","title","body","category","station_id","kind","state","author","created_at","updated_at","status","version"],"properties":{"id":{"$ref":"#/components/schemas/ID"},"title":{"type":"string"},"body":{"type":"string"},"category":{"$ref":"#/components/schemas/Category"},"station_id":{"type":["string","null"]},"kind":{"type":"string"},"state":{"type":["string","null"]},"author":{"$ref":"#/components/schemas/Author"},"created_at":{"type":"string","format":"date-time"},"updated_at":{"type":"string","format":"date-time"},"status":{"type":"string","enum":["live"]},"version":{"type":"integer"}}},
        "ChangeList":{"type":"object","required":["posts","deleted","next","more"],"properties":{"posts":{"type":"array","items":{"$ref":"#/components/schemas/ChangedPost"}},"deleted":{"type":"array","items":{"type":"object","required":["id","deleted_at"],"properties":{"id":{"$ref":"#/components/schemas/ID"},"deleted_at":{"type":"string","format":"date-time"}}}},"next":{"type":"string"},"more":{"type":"boolean"}}},
        "PostListOrChanges":{"anyOf":[{"$ref":"#/components/schemas/PostList"},{"$ref":"#/components/schemas/ChangeList"}]},
        "PostDraft":{"type":"object","additionalProperties":false,"required":["title","body"],"properties":{"title":{"$ref":"#/components/schemas/Title"},"body":{"$ref":"#/components/schemas/Body"},"category":{"type":["string","null"],"enum":["general","question","tip","station","notice",null],"description":"notice is for moderators"},"station_id":{"$ref":"#/components/schemas/StationID"},"kind":{"type":["string","null"],"enum":["post","fault",null],"description":"fault needs a station_id"}}},
        "PostPatch":{"type":"object","additionalProperties":false,"properties":{"title":{"$ref":"#/components/schemas/Title"},"body":{"$ref":"#/components/schemas/Body"},"category":{"$ref":"#/components/schemas/Category"},"station_id":{"$ref":"#/components/schemas/StationID"},"state":{"type":"string","enum":["open","closed"],"description":"Of a fault report"}}},
        "Title":{"type":"string","minLength":1,"maxLength":200,"pattern":"^[^\\u0000-\\u001f\\u007f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+$"},
        "Body":{"type":"string","minLength":1,"maxLength":20000,"pattern":"^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]+$"},
        "StationID":{"type":["string","null"],"minLength":1,"maxLength":64,"pattern":"^[!-~]+$"},
        "CommentDraft":{"type":"object","additionalProperties":false,"required":["body"],"properties":{"body":{"type":"string","minLength":1,"maxLength":5000,"pattern":"^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]+$"}}},
        "Comment":{"type":"object","required":["id","post_id","author","body","html","status","version","created_at","updated_at"],"properties":{"id":{"$ref":"#/components/schemas/ID"},"post_id":{"$ref":"#/components/schemas/ID"},"author":{"$ref":"#/components/schemas/Author"},"body":{"type":"string"},"html":{"type":"string"},"status":{"type":"string","enum":["live","deleted"]},"version":{"type":"integer"},"created_at":{"type":"string","format":"date-time"},"updated_at":{"type":"string","format":"date-time"}}},
        "CommentList":{"type":"object","required":["comments","next"],"properties":{"comments":{"type":"array","items":{"$ref":"#/components/schemas/Comment"}},"next":{"type":["string","null"]}}},
        "Attachment":{"type":"object","required":["id","name","media_type","size","sha256","url","created_at"],"properties":{"id":{"$ref":"#/components/schemas/ID"},"name":{"type":"string"},"media_type":{"type":"string"},"size":{"type":"integer"},"sha256":{"type":"string"},"url":{"type":"string"},"created_at":{"type":"string","format":"date-time"}}},
        "AuditTrail":{"type":"object","required":["entries","next"],"properties":{"entries":{"type":"array","items":{"type":"object","required":["id","at","actor_id","actor_name","action","subject","subject_id","detail"],"properties":{"id":{"$ref":"#/components/schemas/ID"},"at":{"type":"string","format":"date-time"},"actor_id":{"type":["string","null"]},"actor_name":{"type":["string","null"]},"action":{"type":"string"},"subject":{"type":"string","enum":["account","post","comment"]},"subject_id":{"$ref":"#/components/schemas/ID"},"detail":{"type":"string"}}}},"next":{"type":["string","null"]}}},
        "NewCredentials":{"type":"object","additionalProperties":false,"required":["name","password"],"properties":{"name":{"type":"string","minLength":2,"maxLength":30,"pattern":"^[A-Za-z0-9가-힣_-]+$"},"password":{"type":"string","minLength":8,"maxLength":128}}},
        "Credentials":{"type":"object","additionalProperties":false,"required":["name","password"],"properties":{"name":{"type":"string","maxLength":200},"password":{"type":"string","maxLength":200}}},
        "RefreshRequest":{"type":"object","additionalProperties":false,"required":["refresh_token"],"properties":{"refresh_token":{"type":"string","maxLength":200}}},
        "PasswordChange":{"type":"object","additionalProperties":false,"required":["current_password","new_password"],"properties":{"current_password":{"type":"string","maxLength":200},"new_password":{"type":"string","minLength":8,"maxLength":128}}},
        "PasswordConfirmation":{"type":"object","additionalProperties":false,"required":["password"],"properties":{"password":{"type":"string","maxLength":200}}},
        "RoleChange":{"type":"object","additionalProperties":false,"required":["role"],"properties":{"role":{"$ref":"#/components/schemas/Role"}}},
        "Account":{"type":"object","required":["id","name","role","created_at"],"properties":{"id":{"$ref":"#/components/schemas/ID"},"name":{"type":"string"},"role":{"$ref":"#/components/schemas/Role"},"created_at":{"type":"string","format":"date-time"}}},
        "Tokens":{"type":"object","required":["access_token","token_type","expires_in","refresh_token","refresh_expires_in","account"],"properties":{"access_token":{"type":"string","description":"A JWT (ES256), checked with /.well-known/jwks.json"},"token_type":{"type":"string","enum":["Bearer"]},"expires_in":{"type":"integer"},"refresh_token":{"type":"string"},"refresh_expires_in":{"type":"integer"},"account":{"$ref":"#/components/schemas/Account"}}},
        "KeySet":{"type":"object","required":["keys"],"properties":{"keys":{"type":"array","minItems":1,"items":{"type":"object","required":["kty","crv","use","alg","kid","x","y"],"properties":{"kty":{"type":"string"},"crv":{"type":"string"},"use":{"type":"string"},"alg":{"type":"string"},"kid":{"type":"string"},"x":{"type":"string"},"y":{"type":"string"}}}}}},
        "Problem":{"type":"object","required":["type","title","status","instance"],"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"instance":{"type":"string"},"errors":{"type":"array","items":{"type":"object","required":["field","message"],"properties":{"field":{"type":"string"},"message":{"type":"string"}}}}}}}
        """#

    /// The problems by status, each with what it means.
    static let problems: [(status: Int, meaning: String)] = [
        (400, "The request is not understood; errors names the parameter or field"),
        (401, "No token, or one that is not good"), (403, "Not allowed to this account"),
        (404, "There is no such thing"),
        (408, "The body did not come in time"), (409, "It is not in a state for this, or the name is taken"),
        (410, "It was deleted, or what this Idempotency-Key made was removed for good"),
        (412, "Somebody changed it meanwhile; ETag names the present version"),
        (413, "The body is too large"), (414, "The request target is too long"), (415, "Not a type that is taken"),
        (422, "Fields are not right; errors names each, or the Idempotency-Key was used for another request"),
        (428, "If-Match is missing"), (429, "Too often; Retry-After says when again"),
        (503, "Not now; Retry-After says when again"), (507, "There is no room left"),
    ]
}
